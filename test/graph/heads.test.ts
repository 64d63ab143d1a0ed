// What stands on a stack: an answer at every step or one for the whole sequence, classes, labels or numbers, from tokens, vectors
// or both; the f64 interpreter against central differences, both builds against the interpreter in one to three shards, and
// padding that changes nothing.
import { describe, expect, it } from "vitest";
import { Interpreter, type Tensor } from "../../src/graph/index.ts";
import {
  type Answer,
  type BuildOptions,
  buildModel,
  type Dimensions,
  head,
  type Model,
  type ModelOptions,
  type Readout,
} from "../../src/model/index.ts";
import { differencesOf } from "../support/differences.ts";
import { type Draw, draws, seedLabel } from "../support/kernels.ts";
import {
  builds,
  coreNetwork,
  feed,
  feedOf,
  minibatchOf,
  noClipping,
  SLOPES,
  SUMS,
  worst,
} from "../support/networks.ts";

const BOUND = 1e-5;
const V = 6;
const READOUTS: Readout[] = ["steps", "ends", "mean", "max"];
const ANSWERS: Answer[] = ["class", "labels", "squared", "absolute", "huber"];
/** Of the Huber error. */
const DELTA = 0.3;
const scalars = { seed: 3, step: 2 };

interface Case {
  options: ModelOptions;
  dimensions: Dimensions;
  readout: Readout;
  answer: Answer;
  values: Values;
}

interface Values {
  parameters: Map<string, Float64Array>;
  inputs?: Int32Array;
  vectors?: Float32Array;
  targets: Int32Array | Float32Array;
  lengths?: Int32Array;
  count: number;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function randomCase(readout: Readout, answer: Answer, salt: number): Case {
  const draw = draws(salt);
  const input = draw.of(["tokens", "vectors", "both"]);
  const embedding = input === "both" ? 3 : draw.of([0, 3]);
  const options: ModelOptions = {
    ...{ units: draw.of([2, 3, 5]), layers: 1 + draw.below(2), embedding, dropout: 0, bias: true },
    cell: draw.of(["rnn", "lstm", "gru", "scrn"]),
    bidirectional: draw.below(2) > 0,
    contextUnits: 2,
  };
  const kind = draw.of([undefined, undefined, "markov", "convolution"] as const);
  if (kind) Object.assign(options, { kind, order: 3, kernel: 2, bidirectional: false });
  const dimensions: Dimensions = {
    ...{ vocabulary: V, steps: 1 + draw.below(5), batch: 1 + draw.below(5), classes: 1 + draw.below(5) },
    ...(input === "tokens" ? {} : { features: 1 + draw.below(4) }),
    both: input === "both",
    lengths: draw.below(3) > 0,
  };
  const model = buildModel(options, dimensions, how(readout, answer));
  return { options, dimensions, readout, answer, values: valuesOf(model, dimensions, answer, readout, draw) };
}

const how = (readout: Readout, answer: Answer, more: BuildOptions = {}): BuildOptions => ({
  ...{ training: true, head: head(readout, answer, DELTA) },
  ...more,
});

function valuesOf(
  model: Model,
  { steps: T, batch: B, classes = 1 }: Dimensions,
  answer: Answer,
  readout: Readout,
  draw: Draw,
) {
  const floats = ({ shape }: { shape: readonly number[] }) => draw.floats(sizeOf(shape)).map((x) => x / 2);
  const integers = (count: number, below: number) => Int32Array.from({ length: count }, () => draw.below(below));
  const lengths = feedOf(model, "lengths") && Int32Array.from({ length: B }, () => 1 + draw.below(T));
  const targets = feedOf(model, "targets")!;
  const vectors = feedOf(model, "vectors");
  const rows = sizeOf(targets.shape) / (answer === "class" ? 1 : classes);
  const values: Values = {
    parameters: new Map(model.graph.parameters().map((p) => [p.name, Float64Array.from(floats(p))])),
    ...(feedOf(model, "inputs") ? { inputs: integers(T * B, V) } : {}),
    ...(vectors ? { vectors: floats(vectors) } : {}),
    targets:
      answer === "class"
        ? integers(rows, classes)
        : answer === "labels"
          ? Float32Array.from(integers(rows * classes, 2))
          : floats(targets),
    ...(lengths ? { lengths } : {}),
    count: readout === "steps" && lengths ? lengths.reduce((a, b) => a + b, 0) : rows,
  };
  return values;
}

const scalarsOf = ({ count }: Values) => ({ ...scalars, inverseTokens: 1 / count, firstRow: 0, rows: 1 });

function interpreterOf(model: Model, values: Values, wanted?: Tensor): Interpreter {
  const interpreter = new Interpreter(model.graph, wanted);
  for (const [name, data] of values.parameters) interpreter.set(name, data);
  feed(interpreter, model, values);
  for (const [tensor, data] of model.constants ?? []) interpreter.set(tensor, data);
  return interpreter;
}

function interpret(model: Model, values: Values) {
  const interpreter = interpreterOf(model, values);
  interpreter.run(scalarsOf(values));
  return {
    objective: interpreter.value(model.objective!)[0],
    loss: interpreter.value(model.loss!)[0],
    logits: Float64Array.from(interpreter.value(model.logits!)),
    gradients: new Map([...model.gradients!].map(([p, g]) => [p.name, Float64Array.from(interpreter.value(g))])),
  };
}

function differences(model: Model, values: Values): Map<string, Float64Array> {
  const objective = model.objective!;
  return differencesOf(interpreterOf(model, values, objective), values.parameters.keys(), objective, scalarsOf(values));
}

const label = ({ options, dimensions, readout, answer }: Case) =>
  `${seedLabel}: ${readout} ${answer} ${JSON.stringify({ ...options, ...dimensions })}`;

/** Weights of classes or labels, and some smoothing. */
function weighing(answer: Answer, classes: number, salt: number): BuildOptions {
  const draw = draws(salt);
  const positives = () => draw.floats(classes).map((x) => 1 + 0.9 * x);
  const weights = draw.below(3) > 0 || answer === "class" ? { weights: positives() } : {};
  if (answer === "class") return { classWeights: weights, labelSmoothing: draw.of([0, 0.2]) };
  return { classWeights: { ...weights, positive: positives() } };
}

describe.each(READOUTS)("read-out %s", (readout) => {
  const cases = [...ANSWERS.map((answer) => [answer, false] as const), ["class", true], ["labels", true]] as const;
  it.each(cases)(
    "of %s in f64 against central differences, and on both builds; weighed: %s",
    async (answer, weighed) => {
      for (let salt = 0; salt < 4; salt++) {
        const one = randomCase(readout, answer, 700 + salt);
        const { options, dimensions, values } = one;
        const built = how(readout, answer, weighed ? weighing(answer, dimensions.classes!, 900 + salt) : {});
        const model = buildModel(options, dimensions, built);
        const truth = interpret(model, values);
        expect(worst(truth.gradients, differences(model, values), SLOPES).value, label(one)).toBeLessThan(BOUND);
        for (const build of builds) {
          const shards = 1 + (salt % 3);
          const core = await coreNetwork(options, dimensions, { build, shards, how: built });
          for (const [name, data] of values.parameters) core.network.parameter(name).set(data);
          core.executable.write(minibatchOf(values));
          core.executable.run({ ...scalars, inverseTokens: 1 / values.count });
          expect(Math.abs(core.executable.loss - truth.loss), label(one)).toBeLessThan(BOUND * Math.max(1, truth.loss));
          core.network.gradientNorm(noClipping);
          const gradients = new Map([...values.parameters.keys()].map((name) => [name, core.network.gradient(name)]));
          expect(worst(gradients, truth.gradients, SUMS).value, label(one)).toBeLessThan(BOUND);
        }
      }
    },
  );

  it("says the same of a sequence alone and in a minibatch of longer ones, whatever the padding holds", () => {
    for (let salt = 0; salt < 12; salt++) {
      const one = randomCase(readout, "labels", 800 + salt);
      const { options, values } = one;
      const dimensions = { ...one.dimensions, lengths: true, steps: 5, batch: 2 };
      const { steps: T, features = 1 } = dimensions;
      const build: BuildOptions = { head: head(readout, "labels") };
      const together = buildModel(options, dimensions, build);
      const all = valuesOf(
        buildModel(options, dimensions, how(readout, "labels")),
        dimensions,
        "labels",
        readout,
        draws(salt),
      );
      const own = 1 + (salt % T);
      const lengths = Int32Array.of(own, T);
      const run = (model: Model, arrays: Partial<Values>) => {
        const interpreter = new Interpreter(model.graph);
        for (const [name, data] of values.parameters) interpreter.set(name, data);
        feed(interpreter, model, arrays);
        interpreter.run({ ...scalars, inverseTokens: 1, firstRow: 0, rows: 1 });
        return Array.from(interpreter.value(model.logits!));
      };
      const firstRow = (whole: ArrayLike<number> | undefined, width: number) =>
        whole &&
        Float32Array.from({ length: own * width }, (_, i) => whole[Math.floor(i / width) * 2 * width + (i % width)]);
      const single = buildModel(options, { ...dimensions, steps: own, batch: 1, lengths: false }, build);
      const alone = run(single, {
        inputs: all.inputs && Int32Array.from(firstRow(all.inputs, 1)!),
        vectors: firstRow(all.vectors, features),
      });
      const beside = run(together, { ...all, lengths });
      const C = dimensions.classes ?? V;
      const kept = alone.map((_, i) => beside[readout === "steps" ? Math.floor(i / C) * 2 * C + (i % C) : i]);
      for (const [i, value] of alone.entries()) expect(kept[i], label(one)).toBeCloseTo(value, 12);
    }
  });
});
