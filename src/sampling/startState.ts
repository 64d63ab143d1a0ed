import type { Config } from "../config/index.ts";
import type { Vocabulary } from "../data/index.ts";
import type { Head } from "../model/index.ts";
import { type Compiled, compile, type NetworkUse } from "../networks/index.ts";

/** Steps that are read at a time: with 16 rows as many tokens as the smallest minibatches have, whose memory is then enough. */
const WINDOW = 4;
const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Nothing is predicted. */
const outputAlone: Head = ({ stack }) => ({ logits: stack.output, per: "step" });

/**
 * The state in which a running text begins: "warm", as reading leaves it where a line of the training text ends, or "cold", as if
 * nothing was ever read.
 */
export type BeginState = Config["sampling"]["state"];

/** The state in which a text begins: that which is wanted, where something to begin from is known. */
export function beginState({ pasts = [] }: Pick<Vocabulary, "pasts">, wanted: BeginState = "warm"): BeginState {
  return pasts.length > 0 ? wanted : "cold";
}

/** Where texts of a network begin, if it knows. */
export function startStateOf(use: NetworkUse, vocabulary: Vocabulary, isFixed = false): StartState | undefined {
  const pasts = (vocabulary.pasts ?? []).map((past) => past.map((id) => vocabulary.read(id)));
  return pasts.length > 0 ? new StartState(use, pasts, isFixed) : undefined;
}

/**
 * The state in which a text begins: the mean of those that a network is in after it has read each of some stretches of its training
 * text, which stand before the ends of lines. It is nearer to each of them than they are to one another.
 */
export class StartState {
  private readonly compiled: Compiled;
  private readonly inputs: Int32Array;
  private found: Float32Array[] | undefined;

  constructor(
    { form, ...use }: NetworkUse,
    /** What the network reads, in ids; at least one, all as long as the first. */
    private readonly pasts: readonly (readonly number[])[],
    /** Whether the network stays as it is. */
    private readonly isFixed = false,
  ) {
    const steps = Math.min(WINDOW, pasts[0].length);
    // What is frozen may be a parameter of the output.
    const states = { ...form, options: { ...form.options, freeze: [] }, head: outputAlone };
    this.compiled = compile({ ...use, form: states }, { steps, batch: pasts.length }, {});
    this.inputs = new Int32Array(steps * pasts.length);
  }

  /** The values of each state, of one row, by its name. */
  named(): (readonly [string, Float32Array])[] {
    return this.values().map((values, index) => [this.compiled.model.states[index].name, values]);
  }

  /** The values of each state, of one row. */
  values(): readonly Float32Array[] {
    if (this.found) return this.found;
    const { executable, shape, model } = this.compiled;
    const { steps } = shape;
    const { pasts, inputs } = this;
    executable.clearStates();
    // Whole windows; what is left over stands at the beginning.
    const first = pasts[0].length % steps;
    for (let from = first; from < pasts[0].length; from += steps) {
      for (let t = 0, at = 0; t < steps; t++) for (const past of pasts) inputs[at++] = past[from + t];
      executable.write({ inputs });
      executable.run(NOTHING, from > first);
      executable.commit();
    }
    const found = model.states.map(({ shape }, index) => {
      const all = executable.readState(index);
      // A clock is no row's own.
      return shape[0] === pasts.length ? meanRow(all, pasts.length) : all;
    });
    if (this.isFixed) this.found = found;
    return found;
  }
}

/** The mean of so many rows. */
function meanRow(all: Float32Array, rows: number): Float32Array {
  const width = all.length / rows;
  return Float32Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += all[row * width + i];
    return sum / rows;
  });
}
