import * as op from "../core/opcodes.ts";
import type { ParameterLayout } from "../graph/index.ts";
import type { Engine } from "./engine.ts";
import type { Job } from "./team.ts";

export type Optimizer = { name: "sgd" } | { name: "adam"; beta1: number; beta2: number; epsilon: number };

export interface UpdateSettings {
  learningRate: number;
  /** Bounds of clipping; 0 = none. */
  clipNorm: number;
  clipValue: number;
}

/** Floats whose gradients are added up and measured before the next: what the second cache holds of all shards' parts. */
const BLOCK = 8192;
/** A range begins where a line of the cache does, so that threads never write to the same. */
const LINE = 16;
/** Floats below which another thread is not worth waking. */
const LEAST = 4096;

/**
 * The parameters of a network in an engine's memory, with a gradient for each shard of the minibatch and the optimiser's
 * moments, all in one layout. Each thread adds up, measures and updates its range of it.
 */
export class Network {
  /** Views that live as long as the engine, so that a step allocates nothing. */
  private readonly parameterViews = new Map<string, Float32Array>();
  private readonly gradientViews = new Map<string, Float32Array>();
  private readonly firstMoments = new Map<string, Float32Array>();
  private readonly secondMoments = new Map<string, Float32Array>();
  private readonly parameters: number;
  private readonly gradients: number[];
  private readonly moments: number;
  private readonly scalars: number;
  private readonly scalarFloats: Float32Array;
  private readonly scalarDoubles: Float64Array;
  /** ‖g‖² of each thread's range. */
  private readonly squares: Float64Array;
  private readonly sumJobs: Job[];
  private readonly updateJobs: Job[];

  constructor(
    readonly engine: Engine,
    readonly layout: ParameterLayout,
    readonly optimizer: Optimizer,
    readonly shards: number,
  ) {
    const { bytes } = layout;
    this.parameters = engine.allocate(bytes);
    this.gradients = Array.from({ length: shards }, () => engine.allocate(bytes));
    this.moments = engine.allocate(optimizer.name === "adam" ? 2 * bytes : 0);
    this.scalars = engine.allocate(op.SCALARS_BYTES);
    this.scalarFloats = engine.floats(this.scalars, op.SCALARS_BYTES / 4);
    this.scalarDoubles = engine.doubles(this.scalars, op.SCALARS_BYTES / 8);
    const table = engine.allocate(op.SEGMENT_COUNT * 4);
    const bases = engine.words(table, op.SEGMENT_COUNT);
    bases[op.SEGMENT_PARAMETERS] = this.parameters;
    bases[op.SEGMENT_GRADIENTS] = this.gradients[0];
    bases[op.SEGMENT_MOMENTS] = this.moments;
    bases[op.SEGMENT_SCALARS] = this.scalars;
    const ranges = rangesOf(bytes / 4, engine.threads);
    const squares = engine.allocate(8 * ranges.length);
    this.squares = engine.doubles(squares, ranges.length);
    bases[op.SEGMENT_ACTIVATIONS] = squares;

    const jobOf = (program: number[]) => engine.job(engine.load(Int32Array.from(program)), table);
    const one = 0x3f800000;
    const gradient = (shard: number, from: number) => {
      return [op.SEGMENT_GRADIENTS, this.gradients[shard] - this.gradients[0] + 4 * from];
    };
    this.sumJobs = ranges.map(({ from, to }, range) => {
      const program: number[] = [];
      for (let at = from; at < to; at += BLOCK) {
        const count = Math.min(BLOCK, to - at);
        for (let shard = 1; shard < shards; shard++) {
          program.push(op.OP_ADD, 10, ...gradient(0, at), ...gradient(shard, at), ...gradient(0, at), count, one);
        }
        program.push(op.OP_SQUARED_NORM, 7, ...gradient(0, at), op.SEGMENT_ACTIVATIONS, 8 * range, count);
      }
      return jobOf(program);
    });
    this.updateJobs = ranges.map(({ from, to }) => {
      const both = [op.SEGMENT_PARAMETERS, 4 * from, ...gradient(0, from)];
      const moments = [op.SEGMENT_MOMENTS, 4 * from, op.SEGMENT_MOMENTS, bytes + 4 * from];
      return jobOf(
        optimizer.name === "sgd"
          ? [op.OP_SGD, 7, ...both, to - from]
          : [op.OP_ADAM, 11, ...both, ...moments, to - from],
      );
    });
    for (const { name, offset, size } of layout.places.values()) {
      this.parameterViews.set(name, engine.floats(this.parameters + offset, size));
      this.gradientViews.set(name, engine.floats(this.gradients[0] + offset, size));
      if (optimizer.name !== "adam") continue;
      this.firstMoments.set(name, engine.floats(this.moments + offset, size));
      this.secondMoments.set(name, engine.floats(this.moments + bytes + offset, size));
    }
  }

  /** The elements of a parameter, in memory: writing them changes the network. */
  parameter(name: string): Float32Array {
    return this.view(this.parameterViews, name);
  }

  /** The gradient of a parameter, summed over shards once `gradientNorm` has run; unclipped. */
  gradient(name: string): Float32Array {
    return this.view(this.gradientViews, name);
  }

  /** Adam's running mean of the gradient, or of its square. */
  moment(name: string, which: "m" | "v"): Float32Array {
    return this.view(which === "m" ? this.firstMoments : this.secondMoments, name);
  }

  /** Writes where the network lies into a table of segments' bases. */
  writeBases(bases: Uint32Array, shard: number): void {
    bases[op.SEGMENT_PARAMETERS] = this.parameters;
    // A measurement may have more shards than a training step, and writes no gradient.
    bases[op.SEGMENT_GRADIENTS] = this.gradients[shard] ?? 0;
    bases[op.SEGMENT_MOMENTS] = this.moments;
  }

  /** Adds the shards' gradients up, in their order, and returns ‖g‖₂ of all parameters together, before clipping. */
  gradientNorm({ clipNorm }: UpdateSettings): number {
    const { squares, scalarFloats, scalarDoubles } = this;
    squares.fill(0);
    this.engine.run(this.sumJobs, false);
    let sum = 0;
    for (let i = 0; i < squares.length; i++) sum += squares[i];
    const norm = Math.sqrt(sum);
    scalarDoubles[op.SLOT_GRADIENT_NORM / 8] = norm;
    scalarFloats[op.SLOT_CLIP_SCALE / 4] = clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
    return norm;
  }

  /** Lets the optimiser take the step whose gradient norm was just computed; `step` is 1 at the first. */
  update(step: number, { learningRate, clipValue }: UpdateSettings): void {
    const { scalarFloats, optimizer } = this;
    scalarFloats[op.SLOT_CLIP_VALUE / 4] = clipValue;
    if (optimizer.name === "sgd") {
      scalarFloats[op.SLOT_RATE / 4] = learningRate;
    } else {
      scalarFloats[op.SLOT_RATE / 4] = learningRate / (1 - optimizer.beta1 ** step);
      scalarFloats[op.SLOT_BETA1 / 4] = optimizer.beta1;
      scalarFloats[op.SLOT_COMPLEMENT1 / 4] = 1 - optimizer.beta1;
      scalarFloats[op.SLOT_BETA2 / 4] = optimizer.beta2;
      scalarFloats[op.SLOT_COMPLEMENT2 / 4] = 1 - optimizer.beta2;
      scalarFloats[op.SLOT_CORRECTION2 / 4] = 1 / Math.sqrt(1 - optimizer.beta2 ** step);
      scalarFloats[op.SLOT_EPSILON / 4] = optimizer.epsilon;
    }
    // An update is short and is never cut in two: a stop that comes now is seen by the next step, and what a lost thread
    // had not begun is done before anybody hears of it.
    this.engine.run(this.updateJobs, false, true);
  }

  private view(views: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
    const found = views.get(name);
    if (!found) throw new Error(`The network has no ${name}`);
    return found;
  }
}

/** [0, count) in `parts` even ranges, none empty unless there is nothing. */
function rangesOf(count: number, parts: number): { from: number; to: number }[] {
  const lines = Math.ceil(count / LINE);
  const used = Math.max(1, Math.min(parts, Math.floor(count / LEAST)));
  const bound = (i: number) => Math.min(count, Math.floor((lines * i) / used) * LINE);
  return Array.from({ length: used }, (_, i) => ({ from: bound(i), to: bound(i + 1) }));
}
