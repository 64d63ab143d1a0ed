// Networks of random parameters that are looked into, and the same in f64: the whole graph on the interpreter, with everything that its cells
// show.
import { parseConfig } from "../../src/config/index.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { Interpreter, ops, sizeOf, type Tensor } from "../../src/graph/index.ts";
import { InspectedNetwork, type NetworkSource, type Reading } from "../../src/inspection/index.ts";
import type { See } from "../../src/model/index.ts";
import { type Form, formModel } from "../../src/networks/index.ts";
import { writingForm } from "../../src/sampling/index.ts";
import { generator, uniform } from "../support/random.ts";

const letters = "\nabcde";
/** What the language models of these tests know. */
export const vocabulary = Vocabulary.fromCounts(
  [...letters].map((letter, i) => ({ codePoint: letter.codePointAt(0)!, count: 9 - i })),
  { size: null, minFrequency: 1, lowercase: false },
);

/** A text of its letters. */
export function lettersText(length: number): string {
  return Array.from({ length }, (_, i) => letters[(i * i + 3 * i) % 6]).join("");
}

export function configOf(json: object) {
  const { config, problems } = parseConfig(JSON.stringify(json));
  if (!config) throw new Error(problems.map(({ message }) => message).join("; "));
  return config;
}

/** Random parameters of a network of this form. */
export function randomTensors(form: Form, seed: number): NetworkSource["tensors"] {
  const random = generator(seed);
  const { graph } = formModel(form, { steps: 1, targetSteps: 1, batch: 1 });
  return new Map(
    graph.parameters().map(({ name, shape }) => {
      return [name, { shape, dtype: "F32" as const, data: Float32Array.from(uniform(random, sizeOf(shape), 0.5)) }];
    }),
  );
}

/** A language model of random parameters. */
export async function randomLanguageModel(model: object, data: object = {}) {
  const config = configOf({ task: "language-model", data: { train: "a.txt", ...data }, model });
  const tensors = randomTensors(writingForm(config, vocabulary, undefined), 5);
  return { config, net: await InspectedNetwork.load({ config, vocabulary, tensors }) };
}

/**
 * All that cells show of a reading, and the logits, in f64: (T,·) by "layer label". `change`: what they go on with; `by`: numbers that they go on
 * with at a step, by "layer label t".
 */
export function reference(
  net: InspectedNetwork,
  { input, targets }: Reading,
  change: See = (_, tensor) => tensor,
  by: ReadonlyMap<string, ArrayLike<number>> = new Map(),
) {
  const given = new Map<string, Tensor>();
  const seen = new Map<string, Tensor[]>();
  const see: See = (at, tensor) => {
    const key = `${at.layer} ${at.label}`;
    const steps = seen.get(key) ?? [];
    seen.set(key, steps);
    const place = `${key} ${at.t}`;
    if (by.has(place) && !given.has(place)) given.set(place, at.graph.input(`by ${place}`, tensor.shape, "f32"));
    steps[at.t] = given.get(place) ?? change(at, tensor);
    return steps[at.t];
  };
  const { length, tokens, vectors } = input;
  const shape = { steps: length, batch: 1, ...(targets && { targetSteps: targets.length }) };
  const model = formModel(net.form, shape, { see });
  const interpreter = new Interpreter(model.graph);
  for (const { name } of model.graph.parameters()) interpreter.set(name, net.tensors.get(name)!.data as Float32Array);
  const fed: Record<string, ArrayLike<number> | undefined> = {
    ...{ inputs: tokens, vectors, lengths: [length], targetInputs: targets, targetLengths: [targets?.length ?? 0] },
  };
  for (const { name, tensor } of model.feeds) interpreter.set(tensor, fed[name]!);
  for (const [place, tensor] of given) interpreter.set(tensor, by.get(place)!);
  interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1, fresh: true });
  const value = (tensor: Tensor) => Array.from(interpreter.value(tensor));
  return {
    seen: new Map([...seen].map(([key, steps]) => [key, steps.flatMap(value)])),
    logits: value(model.logits!),
    attention: model.outputs.filter(({ name }) => name === "attention").flatMap(({ tensor }) => value(tensor)),
  };
}

/** Unit 1 of what a layer shows is a half at steps [from, to); its other units stay. */
export function halfAt(layer: string, label: string, from: number, to = Number.POSITIVE_INFINITY): See {
  return (at, tensor) => {
    if (at.layer !== layer || at.label !== label || at.t < from || at.t >= to) return tensor;
    // A column is cut out, and another put in.
    const { graph } = at;
    const width = tensor.shape[1];
    const half = graph.tensor("half", [1, 1], "f32", "activation");
    const joined = graph.tensor("joined", tensor.shape, "f32", "activation");
    const place = (x: Tensor, first: number) =>
      graph.applyTo(ops.placeColumns, { x }, { out: joined }, { from: first, of: width });
    graph.applyTo(ops.fill, {}, { out: graph.reshape(half, [1]) }, { value: 0.5, size: 1 });
    place(graph.apply(ops.columns, { x: tensor }, { from: 0, to: 1 }, "left").out, 0);
    place(half, 1);
    place(graph.apply(ops.columns, { x: tensor }, { from: 2, to: width }, "right").out, 2);
    return joined;
  };
}

/** The largest difference of two lists, and whether they are as long. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  return Array.from(a).reduce((most: number, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}
