import type { ParameterPlan } from "../../engine/index.ts";
import { buildLayer, type LayerAt } from "../../model/index.ts";
import { type Compiled, compileModel, type Form } from "../../networks/index.ts";
import type { ChangedProgram } from "../../sampling/index.ts";
import type { Clamps } from "../whatIf/clamps.ts";

/** Steps of a program: a longer input is read in so many at a time, with states carried. */
const STEPS = 32;
/** The core runs at these scalars; nothing is drawn and there is no loss. */
export const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** What a layer reads: tokens (T), vectors (T,F), or both. */
export interface LayerInput {
  length: number;
  tokens?: Int32Array;
  vectors?: Float32Array;
}

/** Called now and then while something is computed, with the steps that were done; throws to end it. */
export type Pause = (steps: number) => void;

/** Where a layer is, in the words of the model, and in words of a person. */
export interface LayerPlace extends LayerAt {
  /** "l0", "l0_reverse", "encoder.l0" */
  name: string;
}

/**
 * One direction of one layer over a sequence of any length, by its cell's definition. What it computes can be kept, or computed again for
 * some steps: the states at every 32nd step are remembered.
 */
export class LayerRun {
  /** What the cell shows of its steps, and how wide it is. */
  readonly widths: ReadonlyMap<string, number>;
  private readonly compiled: Compiled;
  private readonly width: number;
  private readonly changed: ChangedProgram | undefined;
  private input: LayerInput = { length: 0 };
  /** The states before each stretch, in reading order. */
  private starts: Float32Array[][] = [];
  private prepared = false;

  constructor(
    network: ParameterPlan,
    { options, vocabulary, features, both }: Pick<Form, "options" | "vocabulary" | "features" | "both">,
    readonly place: LayerPlace,
    clamps?: Clamps,
  ) {
    const shape = { steps: STEPS, batch: 1 };
    this.changed = clamps?.program();
    const model = buildLayer(options, place, { ...shape, vocabulary, features, both }, this.changed?.see);
    this.compiled = compileModel({ network }, model, shape);
    const widths = new Map(model.outputs.map(({ name, width }) => [name, width]));
    this.width = widths.get("output")!;
    widths.delete("output");
    this.widths = widths;
  }

  /**
   * Reads a sequence from states that are given by name ("h"), else from where the network begins. Returns what the layer puts out (T,·), and
   * of all steps what is to be kept.
   */
  run(
    input: LayerInput,
    kept: (label: string) => boolean,
    pause: Pause,
    begin?: ReadonlyMap<string, Float32Array>,
  ): { output: Float32Array; tensors: Map<string, Float32Array> } {
    const { length } = input;
    const output = new Float32Array(length * this.width);
    const labels = [...this.widths].filter(([label]) => kept(label));
    const tensors = new Map(labels.map(([label, width]) => [label, new Float32Array(length * width)]));
    const wanted = new Map([...tensors, ["output", output] as const]);
    this.input = input;
    this.starts = [];
    this.prepared = false;
    this.begin(begin);
    for (let k = 0; k * STEPS < length; k++) {
      this.starts.push(this.states());
      this.stretch(k, wanted, 0);
      pause(Math.min(length, (k + 1) * STEPS));
    }
    return { output, tensors };
  }

  /** Rows [from, to) of something that was not kept, computed again. */
  again(label: string, from: number, to: number): Float32Array {
    const width = this.widths.get(label)!;
    const rows = new Float32Array((to - from) * width);
    const { length } = this.input;
    const [first, last] = this.place.reverse ? [length - to, length - from] : [from, to];
    this.prepared = false;
    for (let k = Math.floor(first / STEPS); k * STEPS < last; k++) {
      this.restore(this.starts[k], k === 0);
      this.stretch(k, new Map([[label, rows]]), from);
    }
    return rows;
  }

  private begin(given: ReadonlyMap<string, Float32Array> | undefined): void {
    const { executable, model } = this.compiled;
    executable.clearStates();
    if (!given) return;
    model.states.forEach(({ name }, index) => {
      const values = given.get(name);
      if (values) executable.writeState(index, values);
    });
  }

  private states(): Float32Array[] {
    const { executable, model } = this.compiled;
    return model.states.map((_, index) => executable.readState(index));
  }

  private restore(states: readonly Float32Array[], isFirst: boolean): void {
    const { executable } = this.compiled;
    // Zeros at the beginning stand for where the network has learned to begin.
    if (isFirst && states.every((state) => state.every((x) => x === 0))) executable.clearStates();
    else states.forEach((state, index) => executable.writeState(index, state));
  }

  /** Runs stretch k in reading order, and copies its rows to arrays that begin with step `offset`. */
  private stretch(k: number, wanted: ReadonlyMap<string, Float32Array>, offset: number): void {
    const { executable, model } = this.compiled;
    const { length } = this.input;
    // What is left over at the last stretch is read after all that there is.
    const first = this.place.reverse ? length - (k + 1) * STEPS : k * STEPS;
    const [from, to] = [Math.max(0, first), Math.min(length, first + STEPS)];
    executable.write(this.arrays(first, from, to));
    this.changed?.write((tensor) => executable.values(tensor), first);
    executable.run(NOTHING, this.prepared);
    executable.commit();
    this.prepared = true;
    for (const { name, width } of model.outputs) {
      const whole = wanted.get(name);
      if (!whole) continue;
      const all = new Float32Array(STEPS * width);
      executable.read(name, all);
      const [begin, end] = [Math.max(from, offset), Math.min(to, offset + whole.length / width)];
      if (begin < end)
        whole.set(all.subarray((begin - first) * width, (end - first) * width), (begin - offset) * width);
    }
  }

  private arrays(first: number, from: number, to: number) {
    const { tokens, vectors, length } = this.input;
    const inputs = tokens && new Int32Array(STEPS);
    inputs?.set(tokens!.subarray(from, to), from - first);
    const width = vectors ? vectors.length / length : 0;
    const all = vectors && new Float32Array(STEPS * width);
    all?.set(vectors!.subarray(from * width, to * width), (from - first) * width);
    return { ...(inputs && { inputs }), ...(all && { vectors: all }) };
  }
}
