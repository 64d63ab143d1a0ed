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

/** Log-probability of each of `ids` after the first, from a zero state, by the interpreter in f64; all V of them. */
export function exactLogProbabilities(
  { model: options }: Config,
  vocabulary: Vocabulary,
  tensors: ReadonlyMap<string, Tensor>,
  ids: readonly number[],
): number[][] {
  const steps = ids.length - 1;
  const V = vocabulary.size;
  const model = buildModel(options, { steps, batch: 1, vocabulary: V });
  const interpreter = new Interpreter(model.graph);
  for (const { name } of model.graph.parameters()) interpreter.set(name, tensors.get(name)!.data as Float32Array);
  for (const { name, shape } of model.states) {
    interpreter.set(name, new Float64Array(shape.reduce((a, b) => a * b, 1)));
  }
  interpreter.set(
    model.inputs,
    Int32Array.from(ids.slice(0, -1), (id) => vocabulary.read(id)),
  );
  interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1 });
  const logits = interpreter.value(model.logits);
  return Array.from({ length: steps }, (_, t) => {
    const row = Array.from(logits.subarray(t * V, (t + 1) * V));
    const most = Math.max(...row);
    const total = most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
    return row.map((x) => x - total);
  });
}
