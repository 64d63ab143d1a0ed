import { Interpreter, sizeOf } from "../../src/graph/index.ts";
import type { Passage } from "../../src/inspection/passage/passage.ts";
import type { ModelOptions } from "../../src/model/index.ts";
import { type Form, formModel } from "../../src/networks/index.ts";
import { cellVariants, variantOptions } from "./cells.ts";
import { generator } from "./generator.ts";
import { uniform } from "./random.ts";

/** Networks of every cell and option, by what they are called. */
export function everyNetwork(layers: number, least = 4, embedding = 3): [string, ModelOptions][] {
  const plain = (["rnn", "lstm", "gru"] as const).map((cell): [string, ModelOptions] => {
    return [cell, { cell, layers, units: least, embedding, dropout: 0, bias: true }];
  });
  const variants = Object.keys(cellVariants).map((name): [string, ModelOptions] => {
    return [name, variantOptions(name, layers, least, embedding)];
  });
  const normal = (["rnn", "lstm", "gru"] as const).map((cell): [string, ModelOptions] => {
    const options = { cell, layers, units: least, embedding, dropout: 0, bias: true };
    return [`${cell} normalised, zoned out`, { ...options, layerNorm: true, zoneout: 0.2 }];
  });
  return [...plain, ...variants, ...normal];
}

/** A language model with random parameters, and a random text of T symbols that it reads. */
export function randomPassage(options: ModelOptions, steps: number, vocabulary = 6, seed = 1, bound = 0.6): Passage {
  const form: Form = { options, vocabulary };
  const random = generator(seed);
  const { graph } = formModel(form, { steps: 1, batch: 1 });
  const tensors = graph.parameters().map(({ name, shape }) => {
    const data = Float32Array.from(uniform(random, sizeOf(shape), bound));
    return [name, { shape, dtype: "F32" as const, data }] as const;
  });
  const text = Int32Array.from({ length: steps + 1 }, () => Math.floor(random() * vocabulary));
  return {
    form,
    tensors: new Map(tensors),
    steps,
    arrays: { inputs: text.subarray(0, steps), targets: text.subarray(1) },
  };
}

/**
 * Of steps [from, to] in f64, by the definition of every cell: L of step `to`, from given states before `from`, and the states after `to`.
 * Without states the passage's own beginning counts, which is zero.
 */
export class Reference {
  private readonly interpreters = new Map<number, ReturnType<Reference["make"]>>();

  constructor(private readonly passage: Passage) {}

  private make(steps: number) {
    const { form, tensors } = this.passage;
    const model = formModel(form, { steps, batch: 1 }, { unrolled: true, evaluation: true, readsLogits: true });
    const interpreter = new Interpreter(model.graph);
    for (const [name, { data }] of tensors) {
      if (model.graph.find(name)) interpreter.set(name, data as Float32Array);
    }
    return { model, interpreter };
  }

  /** By name ("state.l0.h"). */
  run(from: number, to: number, states: ReadonlyMap<string, ArrayLike<number>> = new Map()) {
    const steps = to - from + 1;
    const made = this.interpreters.get(steps) ?? this.make(steps);
    this.interpreters.set(steps, made);
    const { model, interpreter } = made;
    const { arrays } = this.passage;
    for (const { name, tensor, width } of model.feeds) {
      if (name === "lengths") interpreter.set(tensor, [steps]);
      else interpreter.set(tensor, arrays[name].subarray(from * width, (to + 1) * width));
    }
    // Only the last step's prediction is asked about.
    const targets = model.feeds.find(({ name }) => name === "targets")!;
    if (targets.type === "i32") interpreter.value(targets.tensor).fill(-1, 0, steps - 1);
    for (const state of model.states) {
      const values = states.get(state.name);
      if (values) interpreter.set(state, values);
      else interpreter.value(state).fill(0);
    }
    interpreter.run({ inverseTokens: 1, seed: 1, step: 1, firstRow: 0, rows: 1 });
    const after = model.graph.carried.map(({ state, value }) => {
      return [state.name, Float64Array.from(interpreter.value(value))] as const;
    });
    return { loss: interpreter.value(model.loss!)[0], states: new Map(after) };
  }
}
