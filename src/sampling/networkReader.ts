import { joinFloats } from "../base/joinFloats.ts";
import type { Numbers } from "../base/minibatch.ts";
import type { Vocabulary } from "../data/index.ts";
import { type Compiled, compile, type NetworkUse } from "../networks/index.ts";
import type { TargetReader } from "./targetReader.ts";

const SCALARS = { inverseTokens: 1, seed: 0, step: 0 };
/** Fewest steps of a program that is made for sources as they come. */
const LEAST_STEPS = 8;

export interface NetworkReaderOptions {
  /** Of the target: it says what a target begins with. */
  vocabulary: Vocabulary;
  /** Most sources that are begun together, and most rows that they have together. */
  sources: number;
  rows: number;
  /** Steps of sources that programs are made for at once; others are made when they are needed. */
  steps?: readonly number[];
  shards?: number;
  /** Whether the hidden states of encoder and decoder can be looked at. */
  keepsStates?: boolean;
}

/** The encoder for sources of so many steps at most, and a step of the decoder that looks at them. */
interface Program {
  steps: number;
  encoder: Compiled;
  step: Compiled;
}

/** What is handed to an executable and read back, by name. */
type Arrays = Record<string, Numbers>;

/** Writes with an encoder and a decoder: the encoder runs once, and a step of the decoder for each symbol, in all rows at once. */
export class NetworkReader implements TargetReader {
  readonly rows: number;
  /** By falling number of steps. */
  private readonly programs: Program[] = [];
  private current: Program | undefined;
  /** What depends on the parameters alone is computed once for some sources: afterwards they may change. */
  private prepared = false;
  private lengths = new Int32Array(0);
  private rowsEach = 1;
  private readonly tokens: Int32Array;
  private readonly said: Arrays = {};
  private readonly classes: number;
  private states: Float32Array[] = [];

  constructor(
    private readonly use: NetworkUse,
    private readonly options: NetworkReaderOptions,
  ) {
    this.rows = options.rows;
    this.tokens = new Int32Array(options.rows);
    this.classes = options.vocabulary.size;
    // The longest first: it lends its memory to the others.
    for (const steps of (options.steps ?? []).toSorted((a, b) => b - a)) this.make(steps);
  }

  /** The programs of the most steps lend their memory to what never runs at the same time. */
  get lender() {
    return this.programs[0].step.plan;
  }

  begin(sources: readonly Int32Array[], rowsEach: number): void {
    const { options, rows } = this;
    if (sources.length > options.sources || sources.length * rowsEach > rows) {
      throw new RangeError(`${sources.length} sources in ${rowsEach} rows each are too many`);
    }
    const longest = sources.reduce((most, { length }) => Math.max(most, length), 1);
    const program = this.programFor(longest);
    this.current = program;
    this.rowsEach = rowsEach;
    this.lengths = Int32Array.from(sources, ({ length }) => length);
    const encoded = this.encode(program, sources);
    // Rows beyond the last source go on with it, and nobody listens.
    const sourceOf = (row: number) => Math.min(Math.floor(row / rowsEach), sources.length - 1);
    const { executable, model } = program.step;
    const arrays: Arrays = { lengths: Int32Array.from({ length: rows }, (_, row) => this.lengths[sourceOf(row)]) };
    for (const { name, per, width } of model.feeds) {
      if (name in encoded) {
        const places = per === "step" ? program.steps : 1;
        arrays[name] = spread(encoded[name], { places, from: options.sources, to: rows, width, sourceOf });
      }
    }
    executable.clearStates();
    this.tokens.fill(options.vocabulary.start!);
    executable.write({ ...arrays, targetInputs: this.tokens });
    model.states.forEach(({ name }, index) => {
      const start = encoded[name.replace(/^state/, "start")];
      const width = start.length / options.sources;
      executable.writeState(index, spread(start, { places: 1, from: options.sources, to: rows, width, sourceOf }));
    });
    this.prepared = false;
    this.run();
  }

  reset(): void {
    throw new Error("A target begins with its source");
  }

  condition(): void {}

  /** Reads a symbol in every row; rows beyond the list read the last one's. */
  read(tokens: ArrayLike<number>): void {
    for (let row = 0; row < this.rows; row++) this.tokens[row] = tokens[Math.min(row, tokens.length - 1)];
    this.current!.step.executable.rewrite({ targetInputs: this.tokens });
    this.run();
  }

  logits(row: number): Float32Array {
    return (this.said.logits as Float32Array).subarray(row * this.classes, (row + 1) * this.classes);
  }

  logSum(row: number): number {
    return this.said.logSum[row];
  }

  attention(row: number): Float32Array | undefined {
    const { attention } = this.said;
    if (!attention) return undefined;
    const { steps } = this.current!;
    const source = Math.min(Math.floor(row / this.rowsEach), this.lengths.length - 1);
    return (attention as Float32Array).subarray(row * steps, row * steps + this.lengths[source]);
  }

  follow(parents: readonly number[]): void {
    if (parents.every((parent, row) => parent === row)) return;
    const { executable, model } = this.current!.step;
    model.states.forEach((_, index) => {
      const now = executable.readState(index);
      const width = now.length / this.rows;
      const next = now.slice();
      parents.forEach((parent, row) => {
        if (parent !== row) next.set(now.subarray(parent * width, (parent + 1) * width), row * width);
      });
      executable.writeState(index, next);
    });
  }

  hidden(): Float32Array[] {
    return [];
  }

  /** The encoder's hidden states of the first source, (source tokens, H) a layer and direction, as the encoder left them. */
  sourceStates(): Float32Array[] {
    return this.states;
  }

  /** The decoder's hidden states in the first row after the latest step, (H) a layer. */
  targetStates(): Float32Array[] {
    const { executable, model } = this.current!.step;
    return model.layers.map(({ hidden }) => {
      const all = executable.values(hidden);
      return all.slice(0, all.length / this.rows);
    });
  }

  private encode({ encoder, steps }: Program, sources: readonly Int32Array[]): Arrays {
    const { sources: batch } = this.options;
    const inputs = new Int32Array(steps * batch);
    const lengths = new Int32Array(batch);
    for (let b = 0; b < batch; b++) {
      const source = sources[Math.min(b, sources.length - 1)];
      for (let t = 0; t < source.length; t++) inputs[t * batch + b] = source[t];
      lengths[b] = source.length;
    }
    const { executable, model } = encoder;
    executable.clearStates();
    executable.write({ inputs, lengths });
    executable.run(SCALARS);
    if (this.options.keepsStates) {
      this.states = model.layers.map(({ hidden }) => {
        const all = executable.values(hidden);
        const width = all.length / (steps * batch);
        return joinFloats(Array.from(sources[0], (_, t) => all.subarray(t * batch * width, (t * batch + 1) * width)));
      });
    }
    const found: Arrays = {};
    for (const { name, per, width } of model.outputs) {
      found[name] = new Float32Array((per === "step" ? steps : 1) * batch * width);
      executable.read(name, found[name]);
    }
    return found;
  }

  private run(): void {
    const { executable, model } = this.current!.step;
    executable.run(SCALARS, this.prepared);
    this.prepared = true;
    executable.commit();
    for (const { name, width } of model.outputs) {
      const size = this.rows * width;
      if (this.said[name]?.length !== size) this.said[name] = new Float32Array(size);
      executable.read(name, this.said[name]);
    }
  }

  private programFor(length: number): Program {
    const fits = this.programs.findLast(({ steps }) => steps >= length);
    return fits ?? this.make(2 ** Math.ceil(Math.log2(Math.max(LEAST_STEPS, length))));
  }

  private make(steps: number): Program {
    const { sources, rows, shards = 1, keepsStates } = this.options;
    const lenders = [
      ...(this.use.lenders ?? []),
      ...this.programs.flatMap(({ step, encoder }) => [step.plan, encoder.plan]),
    ];
    const use = { ...this.use, lenders };
    const keep = ({ layers }: Compiled["model"]) => (keepsStates ? layers.map(({ hidden }) => hidden) : []);
    const encoder = compile(use, { steps, batch: sources }, { part: "encoder" }, { shards, keep });
    const step = compile(use, { steps, targetSteps: 1, batch: rows }, { part: "step" }, { shards, keep });
    const program = { steps, encoder, step };
    this.programs.push(program);
    this.programs.sort((a, b) => b.steps - a.steps);
    return program;
  }
}

/** What `from` sources have, (places, from, width), for the rows that write for them, (places, to, width). */
function spread(
  values: Numbers,
  {
    places,
    from,
    to,
    width,
    sourceOf,
  }: { places: number; from: number; to: number; width: number; sourceOf: (row: number) => number },
): Float32Array {
  const rows = new Float32Array(places * to * width);
  for (let row = 0; row < to; row++) {
    const source = sourceOf(row);
    for (let place = 0; place < places; place++) {
      const at = (place * from + source) * width;
      rows.set((values as Float32Array).subarray(at, at + width), (place * to + row) * width);
    }
  }
  return rows;
}
