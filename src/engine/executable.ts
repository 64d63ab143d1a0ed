import { Cancelled } from "../base/cancellation.ts";
import { joinFloats } from "../base/joinFloats.ts";
import type { MinibatchArrays, Numbers } from "../base/minibatch.ts";
import * as core from "../core/constants.ts";
import { type StepScalars, sizeOf, type Tensor } from "../graph/index.ts";
import type { ExecutablePlan, PlannedField, PlannedShard } from "./executablePlan.ts";
import { type Job, loadProgram, type MemoryPlan, type Runtime } from "./memoryPlan.ts";

/** A feed or an output of a shard in memory. */
interface Field extends PlannedField {
  numbers: Numbers;
}

interface Shard {
  step: readonly Job[];
  commit: readonly [Job];
  link: Job | undefined;
  rows: number;
  firstRow: number;
  feeds: readonly Field[];
  outputs: readonly Field[];
  loss: Float32Array | undefined;
  scalarFloats: Float32Array;
  scalarWords: Uint32Array;
  states: readonly Float32Array[];
  kept?: Float32Array[];
}

/**
 * A planned program in an engine's memory. A step is `run` (forward, and backward if the program has it) and, when it is taken,
 * `commit`, which carries the states on. What a step runs counts by index: an iterator would be garbage at each step.
 */
export class Executable {
  private readonly runtime: Runtime;
  private readonly shards: readonly Shard[];
  private readonly prepareJobs: readonly Job[];
  private readonly linkJobs: readonly Job[];
  /** Of each part of a step, those of all shards. */
  private readonly stepJobs: readonly (readonly Job[])[];
  private readonly begin: { fresh: boolean };
  /** B, rows of all shards. */
  readonly rows: number;

  /** The memory that it is planned in must have its engine. */
  constructor(private readonly plan: ExecutablePlan) {
    const { memory } = plan.network;
    this.runtime = memory.runtime;
    this.begin = plan.begin;
    this.shards = plan.shards.map((shard) => loadShard(memory, shard));
    this.rows = plan.shards.reduce((sum, { rows }) => sum + rows, 0);
    this.stepJobs = this.shards[0].step.map((_, part) => this.shards.map(({ step }) => step[part]));
    this.linkJobs = this.shards.flatMap(({ link }) => link ?? []);
    this.prepareJobs = plan.prepare.map(({ program, bases }) => loadProgram(memory, program, bases));
  }

  /** Hands over a minibatch: an array for each feed. What the program does not read may be there too. */
  write(arrays: MinibatchArrays): void {
    this.writeFeeds(arrays, false);
  }

  /** Hands over some feeds anew; the others stay as they were written. */
  rewrite(arrays: MinibatchArrays): void {
    this.writeFeeds(arrays, true);
  }

  private writeFeeds(arrays: MinibatchArrays, some: boolean): void {
    for (let i = 0; i < this.shards.length; i++) {
      const shard = this.shards[i];
      for (let k = 0; k < shard.feeds.length; k++) {
        const feed = shard.feeds[k];
        const whole = arrays[feed.name];
        if (some && whole === undefined) continue;
        if (!this.isWhole(whole, feed)) throw new Error(`The minibatch has no ${feed.name} that the program can read`);
        this.copy(whole, shard, feed, true);
      }
    }
  }

  /** Writes an output of all shards into an array, (places,B,width). */
  read(name: string, whole: Numbers): void {
    for (let i = 0; i < this.shards.length; i++) {
      const shard = this.shards[i];
      const output = shard.outputs.find((field) => field.name === name);
      if (!output || !this.isWhole(whole, output)) throw new Error(`The program does not keep ${name} of that size`);
      this.copy(whole, shard, output, false);
    }
  }

  /** The numbers of an output of each shard where they lie, (places, rows of the shard, width); right until the next run. */
  views(name: string): readonly Numbers[] {
    return this.shards.map(({ outputs }) => numbersOf(outputs, name));
  }

  /** Those of a feed, which may be written there instead of with `write`; they are read in every run that follows. */
  feedViews(name: string): readonly Numbers[] {
    return this.shards.map(({ feeds }) => numbersOf(feeds, name));
  }

  /** Whether the array holds numbers of that type for all rows. */
  private isWhole(whole: Numbers | undefined, { numbers, places, width }: Field): whole is Numbers {
    return whole?.constructor === numbers.constructor && whole.length >= places * this.rows * width;
  }

  /** Copies a shard's rows of a whole minibatch there, or back. */
  private copy(whole: Numbers, { firstRow, rows }: Shard, { numbers, places, width }: Field, there: boolean): void {
    const all = this.rows;
    const count = rows * width;
    for (let place = 0; place < places; place++) {
      const from = (place * all + firstRow) * width;
      const to = place * count;
      // A view of the numbers would be garbage at each step; nothing is read back in one.
      if (there) for (let k = 0; k < count; k++) numbers[to + k] = whole[from + k];
      else whole.set(numbers.subarray(to, to + count), from);
    }
  }

  /**
   * Runs the step of every shard. `prepared`: nothing else has run since this ran last, so what depends on parameters alone is still
   * there.
   * @throws Cancelled when the control word says so: then nothing has changed that counts
   */
  run({ inverseTokens, seed, step }: Pick<StepScalars, "inverseTokens" | "seed" | "step">, prepared = false): void {
    const { rows, runtime } = this;
    for (let i = 0; i < this.shards.length; i++) {
      const { scalarFloats, scalarWords, firstRow } = this.shards[i];
      scalarFloats[core.SLOT_INVERSE_TOKENS / 4] = inverseTokens;
      scalarWords[core.SLOT_SEED / 4] = seed;
      scalarWords[core.SLOT_STEP / 4] = step;
      scalarWords[core.SLOT_FIRST_ROW / 4] = firstRow;
      scalarWords[core.SLOT_ROWS / 4] = rows;
      scalarWords[core.SLOT_FRESH / 4] = this.begin.fresh ? 1 : 0;
    }
    let whole =
      (prepared || runtime.run(this.prepareJobs, true)) &&
      (this.linkJobs.length === 0 || runtime.run(this.linkJobs, true));
    for (let part = 0; whole && part < this.stepJobs.length; part++) whole = runtime.run(this.stepJobs[part], true);
    if (!whole) throw new Cancelled();
  }

  /** The loss of the last step, nats: the shards' parts added up. */
  get loss(): number {
    let sum = 0;
    for (let i = 0; i < this.shards.length; i++) sum += this.shards[i].loss![0];
    return sum;
  }

  /** Takes the step: the states it ended with are those the next one starts from. */
  commit(): void {
    this.begin.fresh = false;
    for (let i = 0; i < this.shards.length; i++) this.runtime.run(this.shards[i].commit, false);
  }

  /** The next step begins sequences: from zero, or from where the network has learned to. */
  clearStates(): void {
    this.begin.fresh = true;
    for (let i = 0; i < this.shards.length; i++) {
      const { states } = this.shards[i];
      for (let k = 0; k < states.length; k++) states[k].fill(0);
    }
  }

  /** Remembers the states, for `putBackStates`. */
  keepStates(): void {
    this.copyStates(true);
  }

  /** Takes back all steps since `keepStates`. */
  putBackStates(): void {
    this.copyStates(false);
  }

  private copyStates(keeps: boolean): void {
    for (let i = 0; i < this.shards.length; i++) {
      const shard = this.shards[i];
      shard.kept ??= shard.states.map((state) => new Float32Array(state.length));
      for (let k = 0; k < shard.states.length; k++) {
        if (keeps) shard.kept[k].set(shard.states[k]);
        else shard.states[k].set(shard.kept[k]);
      }
    }
  }

  /** A copy of state number `index` of all rows, (B,H). */
  readState(index: number): Float32Array {
    return joinFloats(this.shards.map((shard) => shard.states[index]));
  }

  writeState(index: number, whole: Float32Array): void {
    this.begin.fresh = false;
    let at = 0;
    for (const { states } of this.shards) {
      states[index].set(whole.subarray(at, at + states[index].length));
      at += states[index].length;
    }
  }

  /** Row i of state number `index`, (B,H), goes on from where row `parents[i]` is now. */
  followState(index: number, parents: ArrayLike<number>): void {
    const before = this.readState(index);
    const width = before.length / this.rows;
    let row = 0;
    for (const { states, rows } of this.shards) {
      for (let own = 0; own < rows; own++, row++) {
        const from = parents[row] * width;
        if (parents[row] !== row) states[index].set(before.subarray(from, from + width), own * width);
      }
    }
    this.begin.fresh = false;
  }

  /** The elements of a tensor after a step, in memory, of the first shard; only what the program was told to keep. */
  values(tensor: Tensor): Float32Array {
    return this.runtime.floats(this.plan.place(tensor), sizeOf(tensor.shape));
  }
}

function numbersOf(fields: readonly Field[], name: string): Numbers {
  const found = fields.find((field) => field.name === name);
  if (!found) throw new Error(`The program has no ${name}`);
  return found.numbers;
}

/** Writes what a shard's program needs to its place, and looks at the rest. */
function loadShard(memory: MemoryPlan, shard: PlannedShard): Shard {
  const { runtime } = memory;
  const { bases, segments, scalars, rows, firstRow, loss, link } = shard;
  runtime.words(bases, core.SEGMENT_COUNT).set(segments);
  for (const { pointer, count, values } of shard.constants) runtime.floats(pointer, count).set(values);
  const field = (planned: PlannedField): Field => {
    const { type, pointer, places, width } = planned;
    return { ...planned, numbers: runtime[type === "f32" ? "floats" : "integers"](pointer, places * rows * width) };
  };
  return {
    step: shard.step.map((part) => loadProgram(memory, part, bases)),
    commit: [loadProgram(memory, shard.commit, bases)],
    link: link && loadProgram(memory, link.program, link.bases),
    ...{ rows, firstRow },
    feeds: shard.feeds.map(field),
    outputs: shard.outputs.map(field),
    loss: loss === undefined ? undefined : runtime.floats(loss, 1),
    scalarFloats: runtime.floats(scalars, core.SCALARS_BYTES / 4),
    scalarWords: runtime.words(scalars, core.SCALARS_BYTES / 4),
    states: shard.states.map(({ pointer, count }) => runtime.floats(pointer, count)),
  };
}
