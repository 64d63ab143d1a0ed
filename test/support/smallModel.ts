import type { Config } from "../../src/config/index.ts";
import type { Vocabulary } from "../../src/data/index.ts";
import { Interpreter } from "../../src/graph/index.ts";
import { buildModel } from "../../src/model/index.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { generator, uniform } from "./random.ts";

/** Random parameters, wide enough that predictions differ. */
export function randomParameters({ model }: Config, vocabulary: Vocabulary, bound = 1.5): Map<string, Tensor> {
  const { graph } = buildModel(model, { steps: 1, batch: 1, vocabulary: vocabulary.size });
  const random = generator(3);
  return new Map(
    [...graph.parameters()].map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, dtype: "F32", data: Float32Array.from(uniform(random, size, bound)) }];
    }),
  );
}

/** States by name, (1,H) each; zero where absent. */
type States = ReadonlyMap<string, Float64Array>;

/** Reads ids by the interpreter in f64, as the vocabulary has them read. */
function read(
  { model: options }: Config,
  vocabulary: Vocabulary,
  tensors: ReadonlyMap<string, Tensor>,
  ids: readonly number[],
  from?: States,
) {
  const model = buildModel(options, { steps: ids.length, batch: 1, vocabulary: vocabulary.size });
  const interpreter = new Interpreter(model.graph);
  for (const { name } of model.graph.parameters()) interpreter.set(name, tensors.get(name)!.data as Float32Array);
  for (const { name, shape } of model.states) {
    interpreter.set(name, from?.get(name) ?? new Float64Array(shape.reduce((a, b) => a * b, 1)));
  }
  interpreter.set(
    "inputs",
    Int32Array.from(ids, (id) => vocabulary.read(id)),
  );
  interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1 });
  return { model, interpreter };
}

/** The mean of the states in which a network is after each of the stretches that texts begin after. */
export function exactStart(config: Config, vocabulary: Vocabulary, tensors: ReadonlyMap<string, Tensor>): States {
  const found = vocabulary.pasts!.map((past) => {
    const { model, interpreter } = read(config, vocabulary, tensors, past);
    return model.graph.carried.map(({ state, value }) => [state.name, interpreter.value(value)] as const);
  });
  return new Map(
    found[0].map(([name, first], i) => [
      name,
      Float64Array.from(first, (_, k) => found.reduce((sum, states) => sum + states[i][1][k], 0) / found.length),
    ]),
  );
}

/** Log-probability of each of `ids` after the first, from zero states or others, by the interpreter in f64; all V of them. */
export function exactLogProbabilities(
  config: Config,
  vocabulary: Vocabulary,
  tensors: ReadonlyMap<string, Tensor>,
  ids: readonly number[],
  from?: States,
): number[][] {
  const { model, interpreter } = read(config, vocabulary, tensors, ids.slice(0, -1), from);
  const V = vocabulary.size;
  const logits = interpreter.value(model.logits!);
  return Array.from({ length: ids.length - 1 }, (_, t) => {
    const row = Array.from(logits.subarray(t * V, (t + 1) * V));
    const most = Math.max(...row);
    const total = most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
    return row.map((x) => x - total);
  });
}
