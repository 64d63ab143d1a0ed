import { joinFloats } from "../base/joinFloats.ts";
import type { Numbers } from "../base/minibatch.ts";
import type { Vocabulary } from "../data/index.ts";
import { shardRows } from "../engine/index.ts";
import { type Compiled, compile, type NetworkUse, roomySteps } from "../networks/index.ts";
import type { ChangedProgram } from "./changedProgram.ts";
import { mostNeverDrawn } from "./draw.ts";
import type { Ranked } from "./symbolReader.ts";
import type { TargetReader } from "./targetReader.ts";

const SCALARS = { inverseTokens: 1, seed: 0, step: 0 };

export interface NetworkReaderOptions {
  /** Of the target: it says what a target begins with. */
  vocabulary: Vocabulary;
  /** Most sources that are begun together, and the rows that they have together, as many each. */
  sources: number;
  rows: number;
  /**
   * With it the reader says of each row only what ranks first, so many symbols without those that are never drawn, and no `logits`;
   * without it only these.
   */
  ranked?: number;
  /** Steps of sources that programs are made for at once; others are made when they are needed. */
  steps?: readonly number[];
  shards?: number;
  /** Whether the parameters never change, and nothing else runs in the memory of the programs. */
  constant?: boolean;
  /** Whether the hidden states of encoder and decoder can be looked at. */
  keepsStates?: boolean;
  /** What stands in the place of what cells show: of the encoder with a row for each source, of the decoder with all rows. */
  changed?: (rows: number) => ChangedProgram;
}

/** The encoder for sources of so many steps at most, and a step of the decoder that looks at them. */
interface Program {
  steps: number;
  encoder: Compiled;
  step: Compiled;
  changed?: Record<"encoder" | "step", ChangedProgram>;
}

/** What the step puts out, where it lies: the numbers of each shard, by name. */
type Said = Readonly<Record<string, readonly Numbers[]>>;

/** Writes with an encoder and a decoder: the encoder runs once, and a step of the decoder for each symbol, in all rows at once. */
export class NetworkReader implements TargetReader {
  readonly rows: number;
  /** By falling number of steps. */
  private readonly programs: Program[] = [];
  private current: Program | undefined;
  /** What depends on the parameters alone is computed once for some sources: afterwards they may change, unless they are constant. */
  private prepared = false;
  /** Symbols of the target that were read. */
  private written = 0;
  private lengths = new Int32Array(0);
  /** K, rows of each source. */
  private readonly each: number;
  /** Sources of each shard of the step, and the place of each row: K·E + e of a shard is row k of its source e. */
  private readonly shards: readonly number[];
  private readonly places: Int32Array;
  /** The shard of each row, and its place there. */
  private readonly inShard: readonly { shard: number; place: number }[];
  private readonly tokens: Int32Array;
  /** Whether somebody asks what comes next in a row, as `tokens` lie; at the beginning, in the first row of each source for all. */
  private readonly asked: Int32Array;
  private isFirst = false;
  private said: Said = {};
  private states: Float32Array[] = [];
  /** Symbols that are ranked in each row; undefined where all logits are put out. */
  private readonly ranks: number | undefined;

  constructor(
    private readonly use: NetworkUse,
    private readonly options: NetworkReaderOptions,
  ) {
    this.rows = options.rows;
    this.each = options.rows / options.sources;
    this.shards = sourcesOfShards(options, this.each);
    this.places = placesOfRows(this.shards, this.each);
    let first = 0;
    this.inShard = this.shards.flatMap((own, shard) => {
      const places = this.places.subarray(first, first + own * this.each);
      const start = first;
      first += places.length;
      return Array.from(places, (place) => ({ shard, place: place - start }));
    });
    this.tokens = new Int32Array(options.rows);
    this.asked = new Int32Array(options.rows);
    const { ranked, vocabulary } = options;
    this.ranks = ranked === undefined ? undefined : Math.min(ranked + mostNeverDrawn(vocabulary), vocabulary.size);
    // The longest first: it lends its memory to the others.
    for (const steps of (options.steps ?? []).toSorted((a, b) => b - a)) this.make(steps);
  }

  /** The programs of the most steps lend their memory to what never runs at the same time. */
  get lender() {
    return this.programs[0].step.plan;
  }

  begin(sources: readonly Int32Array[], rowsEach: number): void {
    const { options, each } = this;
    if (sources.length > options.sources || rowsEach !== each) {
      throw new RangeError(
        `${sources.length} sources in ${rowsEach} rows each do not fit ${options.sources} in ${each}`,
      );
    }
    const longest = sources.reduce((most, { length }) => Math.max(most, length), 1);
    const program = this.programFor(longest);
    this.prepared &&= this.options.constant === true && program === this.current && isApart(program);
    this.current = program;
    this.lengths = Int32Array.from(
      { length: options.sources },
      (_, s) => sources[Math.min(s, sources.length - 1)].length,
    );
    this.runEncoder(program, sources);
    const { executable, model } = program.step;
    const lengths = new Int32Array(this.rows);
    this.places.forEach((place, row) => {
      lengths[place] = this.lengths[Math.floor(row / each)];
    });
    this.tokens.fill(options.vocabulary.start!);
    // What follows the beginning is the same in all rows of a source.
    this.isFirst = true;
    this.places.forEach((place, row) => {
      this.asked[place] = row % each === 0 && row < sources.length * each ? 1 : 0;
    });
    executable.clearStates();
    executable.rewrite({ lengths, targetInputs: this.tokens, asked: this.asked });
    for (const { name, per, width } of program.encoder.model.outputs) {
      if (per === "step" && model.feeds.some((feed) => feed.name === name)) this.handOver(program, name, width);
    }
    model.states.forEach(({ name }, index) => executable.writeState(index, this.startOf(program, name)));
    this.said = Object.fromEntries(model.outputs.map(({ name }) => [name, executable.views(name)]));
    this.written = 0;
    this.run();
  }

  /**
   * Copies what the encoder says of the steps of its sources, (T, sources of a shard, width) each, to where the shards of the step read it.
   * Steps behind the last are never read.
   */
  private handOver({ encoder, step, steps: T }: Program, name: string, width: number): void {
    const said = encoder.executable.views(name) as Float32Array[];
    let start = 0;
    for (const [shard, to] of (step.executable.feedViews(name) as Float32Array[]).entries()) {
      const own = this.shards[shard];
      let first = 0;
      for (const from of said) {
        const count = from.length / (T * width);
        const [low, high] = [Math.max(start, first), Math.min(start + own, first + count)];
        for (let t = 0; low < high && t < T; t++) {
          const at = (t * count + low - first) * width;
          to.set(from.subarray(at, at + (high - low) * width), (t * own + low - start) * width);
        }
        first += count;
      }
      start += own;
    }
  }

  /** What the encoder says that a state of the decoder starts from, in all rows. */
  private startOf({ encoder }: Program, state: string): Float32Array {
    const { sources } = this.options;
    const { name, width } = encoder.model.outputs.find((output) => output.name === state.replace(/^state/, "start"))!;
    const starts = new Float32Array(sources * width);
    encoder.executable.read(name, starts);
    const all = new Float32Array(this.rows * width);
    this.places.forEach((place, row) => {
      const source = Math.floor(row / this.each);
      all.set(starts.subarray(source * width, (source + 1) * width), place * width);
    });
    return all;
  }

  reset(): void {
    throw new Error("A target begins with its source");
  }

  condition(): void {}

  read(tokens: ArrayLike<number>, asked?: ArrayLike<number>): void {
    this.places.forEach((place, row) => {
      this.tokens[place] = tokens[Math.min(row, tokens.length - 1)];
      this.asked[place] = asked ? (asked[row] ?? 0) : 1;
    });
    this.isFirst = false;
    this.current!.step.executable.rewrite({ targetInputs: this.tokens, asked: this.asked });
    this.run();
  }

  logits(row: number): Float32Array {
    return this.saidOf("logits", row) as Float32Array;
  }

  ranked(row: number, most: number): Ranked | undefined {
    if (this.ranks === undefined) return undefined;
    if (most > this.ranks) throw new RangeError(`${this.ranks} symbols are ranked in each row, not ${most}`);
    const one = this.isFirst ? row - (row % this.each) : row;
    const [logSum] = this.saidOf("logSum", one);
    return { logSum, ids: this.saidOf("rankedIds", one), logits: this.saidOf("rankedLogits", one) };
  }

  attention(row: number): Float32Array | undefined {
    if (!this.said.attention) return undefined;
    return this.saidOf("attention", row).subarray(0, this.lengths[Math.floor(row / this.each)]) as Float32Array;
  }

  /** What the step says of a row, where it lies. */
  private saidOf(name: string, row: number): Numbers {
    const { shard, place } = this.inShard[row];
    const numbers = this.said[name][shard];
    const width = numbers.length / (this.shards[shard] * this.each);
    return numbers.subarray(place * width, (place + 1) * width);
  }

  follow(parents: readonly number[]): void {
    if (parents.every((parent, row) => parent === row)) return;
    const { places } = this;
    const { executable, model } = this.current!.step;
    const from = Int32Array.from(this.places.keys());
    parents.forEach((parent, row) => {
      from[places[row]] = places[parent];
    });
    model.states.forEach(({ shape }, index) => {
      // A clock is no row's own.
      if (shape[0] === model.rows) executable.followState(index, from);
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

  private runEncoder({ encoder, steps, changed }: Program, sources: readonly Int32Array[]): void {
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
    changed?.encoder.write((tensor) => executable.values(tensor), 0);
    executable.run(SCALARS, this.prepared);
    if (this.options.keepsStates) {
      this.states = model.layers.map(({ hidden }) => {
        const all = executable.values(hidden);
        const width = all.length / (steps * batch);
        return joinFloats(Array.from(sources[0], (_, t) => all.subarray(t * batch * width, (t * batch + 1) * width)));
      });
    }
  }

  private run(): void {
    const { step, changed } = this.current!;
    const { executable } = step;
    changed?.step.write((tensor) => executable.values(tensor), this.written++);
    executable.run(SCALARS, this.prepared);
    this.prepared = true;
    executable.commit();
  }

  private programFor(length: number): Program {
    const fits = this.programs.findLast(({ steps }) => steps >= length);
    return fits ?? this.make(roomySteps(length));
  }

  private make(steps: number): Program {
    const { sources, rows, shards = 1, keepsStates } = this.options;
    const lenders = [
      ...(this.use.lenders ?? []),
      ...this.programs.flatMap(({ step, encoder }) => [step.plan, encoder.plan]),
    ];
    const use = { ...this.use, lenders };
    const keep = ({ layers }: Compiled["model"]) => (keepsStates ? layers.map(({ hidden }) => hidden) : []);
    const changed = this.options.changed && {
      encoder: this.options.changed(sources),
      step: this.options.changed(rows),
    };
    const seen = { part: "encoder" as const, beams: this.each, see: changed?.encoder.see };
    const encoder = compile(use, { steps, batch: sources }, seen, { shards, keep });
    const widths = encoder.model.outputs.flatMap(({ per, width }) => (per === "step" ? [width] : []));
    // Each row hands over as much of its source as the others.
    let room = steps;
    while (widths.some((width) => (room * width) % this.each > 0)) room++;
    const shape = { steps: room, targetSteps: 1, batch: rows };
    const step = compile(
      use,
      shape,
      { part: "step", beams: this.each, ranked: this.ranks, see: changed?.step.see },
      { shards: this.shards.length, keep },
    );
    const program = { steps, encoder, step, changed };
    this.programs.push(program);
    this.programs.sort((a, b) => b.steps - a.steps);
    return program;
  }
}

/** Whether what the encoder makes of the parameters and what the step makes of them lie in different places. */
function isApart({ encoder, step }: Program): boolean {
  const places = new Set(encoder.plan.shards.map(({ shared }) => shared));
  return !step.plan.shards.some(({ shared }) => places.has(shared));
}

/** How many sources each shard has: as many as it has rows for, which go to one shard together where they do not come out even. */
function sourcesOfShards({ rows, shards = 1, sources }: NetworkReaderOptions, each: number): number[] {
  const own = shardRows(rows, shards).map((count) => count / each);
  return own.every(Number.isInteger) ? own : [sources];
}

/** Where each row lies: those of a shard by their number within their source first. */
function placesOfRows(shards: readonly number[], each: number): Int32Array {
  const places: number[] = [];
  let first = 0;
  for (const sources of shards) {
    for (let e = 0; e < sources; e++) for (let k = 0; k < each; k++) places.push(first + k * sources + e);
    first += sources * each;
  }
  return Int32Array.from(places);
}
