import { joinFloats } from "../base/joinFloats.ts";
import * as op from "../core/opcodes.ts";
import type { Program, StepScalars, Tensor } from "../graph/index.ts";
import { sizeOf } from "../graph/index.ts";
import type { Weights } from "./network.ts";
import type { Job } from "./team.ts";

/** What one shard runs: its rows of the minibatch, in a program of that size. */
export interface ShardProgram {
  program: Program;
  /** Rows of the minibatch. */
  rows: number;
  inputs: Tensor;
  /** Vectors beside the tokens. */
  vectors?: Tensor;
  lengths?: Tensor;
  targets?: Tensor;
  loss?: Tensor;
  logits?: Tensor;
  /** Inputs that are the same at every step, with what stands in them. */
  constants?: ReadonlyMap<Tensor, Float32Array>;
  states: readonly Tensor[];
}

type Numbers = Int32Array | Float32Array;

/** A minibatch of T steps and B rows; arrays may be longer, and what the program does not have is absent. */
export interface MinibatchArrays {
  /** Tokens (T,B), or vectors (T,B,F) where there are no tokens. */
  inputs: Numbers;
  /** Vectors (T,B,F) beside the tokens. */
  vectors?: Float32Array;
  /** As the program's: of each step or of each sequence, classes or numbers. */
  targets?: Numbers;
  /** (B) */
  lengths?: Int32Array;
}

/** A part of a minibatch in memory: `width` numbers a row, of each step or once. */
interface Room {
  numbers: Numbers;
  steps: number;
  width: number;
}

interface Shard {
  step: Job;
  commit: readonly [Job];
  rows: number;
  firstRow: number;
  inputs: Room;
  vectors: Room | undefined;
  lengths: Room | undefined;
  targets: Room | undefined;
  logits: Room | undefined;
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

  /**
   * `like` lends its states: an executable for the shorter last window of an epoch continues where the usual one ended. It and
   * the `rooms` lend their memory, the first that is large enough.
   */
  constructor(
    private readonly network: Weights,
    steps: number,
    programs: readonly ShardProgram[],
    like?: Executable,
    rooms: readonly Executable[] = [],
  ) {
    const { engine } = network;
    this.begin = like?.begin ?? { fresh: true };
    let firstRow = 0;
    this.sharedBytes = programs[0].program.bytes.shared;
    this.workspaceBytes = Math.max(...programs.map(({ program }) => program.bytes.activations + program.bytes.scratch));
    const lenders = like ? [...rooms, like] : rooms;
    const { sharedBytes, workspaceBytes } = this;
    this.shared = lenders.find((room) => room.sharedBytes >= sharedBytes)?.shared ?? engine.allocate(sharedBytes);
    this.shards = programs.map((shardProgram, index) => {
      const { program, rows, inputs, vectors, lengths, targets, loss, logits, states, constants } = shardProgram;
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
      const room = (tensor: Tensor | undefined, perStep: boolean): Room | undefined => {
        if (!tensor) return undefined;
        const size = sizeOf(tensor.shape);
        const numbers = engine[tensor.type === "f32" ? "floats" : "integers"](at(tensor), size);
        return { numbers, steps: perStep ? steps : 1, width: size / (rows * (perStep ? steps : 1)) };
      };
      const shard: Shard = {
        step: engine.job(engine.load(program.step), bases),
        commit: [engine.job(engine.load(program.commit), bases)],
        rows,
        firstRow,
        inputs: room(inputs, true)!,
        vectors: room(vectors, true),
        lengths: room(lengths, false),
        targets: room(targets, targets !== undefined && isPerStep(targets)),
        logits: room(logits, logits !== undefined && logits.shape.length === 3),
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

  /** Hands over a minibatch, time-major. */
  write({ inputs, vectors, targets, lengths }: MinibatchArrays): void {
    for (let i = 0; i < this.shards.length; i++) {
      const shard = this.shards[i];
      this.copy(inputs, shard, shard.inputs, true);
      if (vectors && shard.vectors) this.copy(vectors, shard, shard.vectors, true);
      if (targets && shard.targets) this.copy(targets, shard, shard.targets, true);
      if (lengths && shard.lengths) this.copy(lengths, shard, shard.lengths, true);
    }
  }

  /** Writes the logits of all shards into an array, (T,B,C) or (B,C); where the programs were told to keep them. */
  readLogits(logits: Float32Array): void {
    for (let i = 0; i < this.shards.length; i++) this.copy(logits, this.shards[i], this.shards[i].logits!, false);
  }

  /** Copies a shard's rows of a whole minibatch there, or back. */
  private copy(whole: Numbers, { firstRow, rows }: Shard, { numbers, steps, width }: Room, there: boolean): void {
    const all = this.rows;
    const count = rows * width;
    for (let t = 0; t < steps; t++) {
      const from = (t * all + firstRow) * width;
      const to = t * count;
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

/** Classes (T,B) and numbers (T,B,C) are of each step, classes (B) and numbers (B,C) of each sequence. */
function isPerStep({ type, shape }: Tensor): boolean {
  return shape.length === (type === "i32" ? 2 : 3);
}
