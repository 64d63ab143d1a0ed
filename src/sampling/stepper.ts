import { joinFloats } from "../base/joinFloats.ts";
import { type Compiled, compile, formModel, type NetworkUse } from "../networks/index.ts";
import type { ChangedProgram } from "./changedProgram.ts";
import type { StartState } from "./startState.ts";
import type { MarkedReader } from "./symbolReader.ts";

/** Symbols of a usual text: with fewer in the vocabulary, the embedding is projected once a text, and each symbol gathers a row of the result. */
const USUAL_LENGTH = 256;
const SCALARS = { inverseTokens: 1, seed: 0, step: 0 };

/** Runs a network one token at a time, for several sequences at once, on states of its own. */
export class Stepper implements MarkedReader {
  private readonly compiled: Compiled;
  private readonly arrays: { inputs: Int32Array; vectors?: Float32Array; lengths: Int32Array };
  /** C, of the logits. */
  private readonly classes: number;
  private readonly hiddenIndices: number[];
  /** What depends on the parameters alone is computed once a sequence: between sequences they may change. */
  private prepared = false;
  /** Steps that were read since the last reset. */
  private step = 0;

  constructor(
    use: NetworkUse,
    readonly rows: number,
    /** Where a text begins. */
    private readonly start?: StartState,
    private readonly changed?: ChangedProgram,
  ) {
    const { form } = use;
    const shape = { steps: 1, batch: rows };
    const build = { see: changed?.see };
    const model = formModel(form, shape, build, USUAL_LENGTH);
    this.compiled = compile(use, shape, build, { models: [model] });
    const { features = 0, both } = form;
    this.arrays = {
      inputs: new Int32Array(rows),
      ...(both && { vectors: new Float32Array(rows * features) }),
      lengths: new Int32Array(rows).fill(1),
    };
    this.classes = form.classes ?? form.vocabulary;
    const { states } = this.compiled.model;
    this.hiddenIndices = states.flatMap((state, i) => (state.name.endsWith(".h") ? [i] : []));
  }

  reset(warm: boolean): void {
    const { executable, model } = this.compiled;
    this.prepared = false;
    this.step = 0;
    executable.clearStates();
    if (!warm || !this.start) return;
    this.start.values().forEach((row, index) => {
      const [rows] = model.states[index].shape;
      executable.writeState(index, joinFloats(Array.from({ length: rows }, () => row)));
    });
  }

  /** The numbers that every row reads beside its tokens, at every step. */
  condition(vector: Float32Array): void {
    const { vectors } = this.arrays;
    for (let at = 0; vectors && at < vectors.length; at += vector.length) vectors.set(vector, at);
  }

  /** Reads a token in every row; rows beyond the list read the last one's. */
  read(tokens: ArrayLike<number>): void {
    const { executable } = this.compiled;
    const { inputs } = this.arrays;
    for (let row = 0; row < this.rows; row++) inputs[row] = tokens[Math.min(row, tokens.length - 1)];
    executable.write(this.arrays);
    this.changed?.write((tensor) => executable.values(tensor), this.step++);
    executable.run(SCALARS, this.prepared);
    this.prepared = true;
    executable.commit();
  }

  /** What the network says of the symbol after the last that a row read, (C); right until the next `read`. */
  logits(row: number): Float32Array {
    const all = this.compiled.executable.values(this.compiled.model.logits!);
    return all.subarray(row * this.classes, (row + 1) * this.classes);
  }

  /** Row i goes on from where row `parents[i]` is now. */
  follow(parents: readonly number[]): void {
    const { executable, model } = this.compiled;
    model.states.forEach(({ shape }, index) => {
      // A clock is no row's own.
      if (shape[0] === this.rows) executable.followState(index, parents);
    });
  }

  mark(): () => void {
    const { executable, model } = this.compiled;
    const states = model.states.map((_, index) => executable.readState(index));
    return () => states.forEach((values, index) => executable.writeState(index, values));
  }

  /** The hidden state of each layer in the first row. */
  hidden(): Float32Array[] {
    return this.hiddenIndices.map((index) => {
      const all = this.compiled.executable.readState(index);
      return all.subarray(0, all.length / this.rows);
    });
  }
}
