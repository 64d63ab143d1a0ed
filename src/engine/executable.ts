import { joinFloats } from "../base/joinFloats.ts";
import { type MinibatchArrays, type MinibatchShape, type Numbers, placesOf } from "../base/minibatch.ts";
import * as op from "../core/opcodes.ts";
import type { Program, StepScalars, Tensor, TensorFeed } from "../graph/index.ts";
import { sizeOf } from "../graph/index.ts";
import type { Weights } from "./network.ts";
import type { Job } from "./team.ts";

/** What one shard runs: its rows of the minibatch, in a program of that size. */
export interface ShardProgram {
  program: Program;
  /** Rows of the minibatch. */
  rows: number;
  /** What each minibatch hands over, and what is read back of it, where the program was told to keep it. */
  feeds: readonly TensorFeed[];
  outputs?: readonly TensorFeed[];
  loss?: Tensor;
  /** Inputs that are the same at every step, with what stands in them. */
  constants?: ReadonlyMap<Tensor, Float32Array>;
  states: readonly Tensor[];
}

export interface ExecutableOptions {
  shape: MinibatchShape;
  /** One a shard. */
  programs: readonly ShardProgram[];
  /** Lends its states: an executable for the shorter last window of an epoch continues where the usual one ended. */
  like?: Executable;
  /** Lend their memory, as `like` does: the first that is large enough. Nothing runs while one of them does. */
  lenders?: readonly Executable[];
}

/** A feed or an output of a shard in memory: so many places, and `width` numbers of each row at each. */
interface Field {
  name: string;
  numbers: Numbers;
  places: number;
  width: number;
}

interface Shard {
  step: Job;
  commit: readonly [Job];
  rows: number;
  firstRow: number;
  feeds: Field[];
  outputs: Field[];
  loss: Float32Array | undefined;
  scalarFloats: Float32Array;
  scalarWords: Uint32Array;
  states: Float32Array[];
  kept?: Float32Array[];
  /** Base of the shard's segments, by number. */
  segments: Uint32Array;
  state: number;
  workspace: number;
}

/** The rows of a minibatch shared out over shards: as even as can be, larger ones first, none empty. */
export function shardRows(batch: number, shards: number): number[] {
  const count = Math.min(batch, shards);
  return Array.from({ length: count }, (_, i) => Math.floor(batch / count) + (i < batch % count ? 1 : 0));
}

/**
 * A lowered model for minibatches of one shape, loaded beside a network, in one or more shards. A step is `run` (forward, and
 * backward if the program has it) and, when it is taken, `commit`, which carries the states on. What a step runs counts by
 * index: an iterator would be garbage at each step.
 */
export class Executable {
  private readonly shards: Shard[];
  /** What depends on parameters alone, in parts that do not depend on each other. */
  private readonly prepareJobs: Job[];
  private readonly stepJobs: Job[];
  /** Whether the states were cleared since the last step that was taken; shared with the executables that share the states. */
  private readonly begin: { fresh: boolean };
  /** B, rows of all shards. */
  readonly rows: number;
  /** Working memory of each shard, and what the shards share: executables of one engine run one at a time and may share both. */
  private readonly workspaceBytes: number;
  private readonly shared: number;
  private readonly sharedBytes: number;

  constructor(
    private readonly network: Weights,
    { shape, programs, like, lenders: others = [] }: ExecutableOptions,
  ) {
    const { engine } = network;
    this.begin = like?.begin ?? { fresh: true };
    let firstRow = 0;
    this.sharedBytes = programs[0].program.bytes.shared;
    this.workspaceBytes = Math.max(...programs.map(({ program }) => program.bytes.activations + program.bytes.scratch));
    const lenders = like ? [...others, like] : others;
    const { sharedBytes, workspaceBytes } = this;
    this.shared = lenders.find((other) => other.sharedBytes >= sharedBytes)?.shared ?? engine.allocate(sharedBytes);
    this.shards = programs.map((shardProgram, index) => {
      const { program, rows, feeds, outputs = [], loss, states, constants } = shardProgram;
      const lender = like?.shards[index];
      const lent = lenders.find((other) => other.workspaceBytes >= workspaceBytes && index < other.shards.length);
      const workspace = lent ? lent.shards[index].workspace : engine.allocate(workspaceBytes);
      const state = lender ? lender.state : engine.allocate(program.bytes.state);
      const input = engine.allocate(program.bytes.inputs);
      const scalars = engine.allocate(op.SCALARS_BYTES);
      const bases = engine.allocate(op.SEGMENT_COUNT * 4);
      const segments = engine.words(bases, op.SEGMENT_COUNT);
      network.writeBases(segments, index);
      segments[op.SEGMENT_STATE] = state;
      segments[op.SEGMENT_ACTIVATIONS] = workspace;
      segments[op.SEGMENT_SCRATCH] = workspace + program.bytes.activations;
      segments[op.SEGMENT_INPUTS] = input;
      segments[op.SEGMENT_SCALARS] = scalars;
      segments[op.SEGMENT_SHARED] = this.shared;
      const at = (tensor: Tensor) => {
        const { segment, offset } = program.place(tensor);
        return segments[segment] + offset;
      };
      for (const [tensor, values] of constants ?? []) engine.floats(at(tensor), values.length).set(values);
      const field = ({ name, type, per, width, tensor }: TensorFeed): Field => {
        const places = placesOf(per, shape);
        const size = places * rows * width;
        return { name, numbers: engine[type === "f32" ? "floats" : "integers"](at(tensor), size), places, width };
      };
      const shard: Shard = {
        step: engine.job(engine.load(program.step), bases),
        commit: [engine.job(engine.load(program.commit), bases)],
        rows,
        firstRow,
        feeds: feeds.map(field),
        outputs: outputs.map(field),
        loss: loss && engine.floats(at(loss), 1),
        scalarFloats: engine.floats(scalars, op.SCALARS_BYTES / 4),
        scalarWords: engine.words(scalars, op.SCALARS_BYTES / 4),
        states: states.map((tensor) => engine.floats(at(tensor), sizeOf(tensor.shape))),
        segments,
        state,
        workspace,
      };
      firstRow += rows;
      return shard;
    });
    this.rows = firstRow;
    this.stepJobs = this.shards.map(({ step }) => step);
    const [{ bases }] = this.stepJobs;
    this.prepareJobs = programs[0].program.prepare.map((part) => engine.job(engine.load(part), bases));
    this.place = (tensor) => {
      const { segment, offset } = programs[0].program.place(tensor);
      return this.shards[0].segments[segment] + offset;
    };
  }

  private readonly place: (tensor: Tensor) => number;

  /** Hands over a minibatch: an array for each feed. What the program does not read may be there too. */
  write(arrays: MinibatchArrays): void {
    for (let i = 0; i < this.shards.length; i++) {
      const shard = this.shards[i];
      for (let k = 0; k < shard.feeds.length; k++) {
        const feed = shard.feeds[k];
        const whole = arrays[feed.name];
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
      if (there) for (let k = 0; k < count; k++) numbers[to + k] = whole[from + k];
      else for (let k = 0; k < count; k++) whole[from + k] = numbers[to + k];
    }
  }

  /**
   * Runs the step of every shard. False when it was stopped: then nothing has changed that counts. `prepared`: nothing else has run
   * since this ran last, so what depends on parameters alone is still there.
   */
  run({ inverseTokens, seed, step }: Pick<StepScalars, "inverseTokens" | "seed" | "step">, prepared = false): boolean {
    const { engine } = this.network;
    const { rows } = this;
    for (let i = 0; i < this.shards.length; i++) {
      const { scalarFloats, scalarWords, firstRow } = this.shards[i];
      scalarFloats[op.SLOT_INVERSE_TOKENS / 4] = inverseTokens;
      scalarWords[op.SLOT_SEED / 4] = seed;
      scalarWords[op.SLOT_STEP / 4] = step;
      scalarWords[op.SLOT_FIRST_ROW / 4] = firstRow;
      scalarWords[op.SLOT_ROWS / 4] = rows;
      scalarWords[op.SLOT_FRESH / 4] = this.begin.fresh ? 1 : 0;
    }
    return (prepared || engine.run(this.prepareJobs, true)) && engine.run(this.stepJobs, true);
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
    for (let i = 0; i < this.shards.length; i++) this.network.engine.run(this.shards[i].commit, false);
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

  /** The elements of a tensor after a step, in memory, of the first shard; only what the program was told to keep. */
  values(tensor: Tensor): Float32Array {
    return this.network.engine.floats(this.place(tensor), sizeOf(tensor.shape));
  }
}
