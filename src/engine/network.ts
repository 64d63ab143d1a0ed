import * as op from "../core/opcodes.ts";
import type { ParameterLayout } from "../graph/index.ts";
import type { Engine } from "./engine.ts";
import {
  firstMoment,
  momentsOf,
  type Optimizer,
  type UpdateSettings,
  updateInstruction,
  writeScalars,
} from "./optimizer.ts";
import { Tallies, type UpdateFigures } from "./tallies.ts";
import type { Job } from "./team.ts";

/** What a program that only reads parameters needs of a network: its own, or their running average. */
export interface Weights {
  readonly engine: Engine;
  readonly layout: ParameterLayout;
  /** The elements of a parameter, in memory: writing them changes it. */
  parameter(name: string): Float32Array;
  /** Writes where they lie into a table of segments' bases. */
  writeBases(bases: Uint32Array, shard: number): void;
}

export interface NetworkOptions {
  /** Keeps a running average of the parameters. */
  averages?: boolean;
  /** Adds up the gradients of several minibatches before an update. */
  accumulates?: boolean;
}

/** Floats whose gradients are added up and measured before the next: what the second cache holds of all shards' parts. */
const BLOCK = 8192;
/** A range begins where a line of the cache does, so that threads never write to the same. */
const LINE = 16;
/** Floats below which another thread is not worth waking. */
const LEAST = 4096;
const ONE = 0x3f800000;

/** A stretch of one parameter within the range of one thread, in floats. */
interface Piece {
  parameter: number;
  from: number;
  count: number;
}

/**
 * The parameters of a network in an engine's memory, with a gradient for each shard of the minibatch and the optimiser's
 * moments, all in one layout. Each thread adds up, measures and updates its range of it.
 */
export class Network implements Weights {
  /** The parameters by which the network is measured, sampled and exported: the running average where one is kept. */
  readonly measured: Weights;
  /** What the optimiser remembers of each parameter, by name. */
  readonly moments: readonly string[];
  /** Figures of the last update of all parameters together, overwritten by the next. */
  readonly figures = { clippedNorm: 0, updateRatio: 0, clipped: false };

  /** Views that live as long as the engine, so that a step allocates nothing. */
  private readonly parameterViews: ReadonlyMap<string, Float32Array>;
  private readonly gradientViews: ReadonlyMap<string, Float32Array>;
  private readonly momentViews: ReadonlyMap<string, Float32Array>[];
  private readonly parameters: number;
  private readonly gradients: number[];
  private readonly scalarFloats: Float32Array;
  private readonly scalarDoubles: Float64Array;
  private readonly tallies: Tallies;
  /** Add up the shards' gradients, and with `later` what was accumulated before. */
  private readonly sumJobs: Job[];
  private readonly laterJobs: Job[];
  private readonly updateJobs: Job[];

  constructor(
    readonly engine: Engine,
    readonly layout: ParameterLayout,
    readonly optimizer: Optimizer,
    readonly shards: number,
    { averages = false, accumulates = false }: NetworkOptions = {},
  ) {
    // What is frozen lies behind what is trained: it has no gradient and no moments.
    const { bytes: allBytes, trainedBytes: bytes } = layout;
    this.moments = momentsOf(optimizer);
    this.parameters = engine.allocate(allBytes);
    this.gradients = Array.from({ length: shards }, () => engine.allocate(bytes));
    const total = accumulates ? engine.allocate(bytes) : this.gradients[0];
    const moments = this.moments.map(() => engine.allocate(bytes));
    const average = averages ? engine.allocate(allBytes) : this.parameters;

    const ranges = rangesOf(bytes / 4, engine.threads);
    const pieces = ranges.map((range) => piecesOf(layout, range));
    const owners = Int32Array.from(pieces.flat(), ({ parameter }) => parameter);
    const scalars = engine.allocate(op.SCALARS_BYTES);
    this.scalarFloats = engine.floats(scalars, op.SCALARS_BYTES / 4);
    this.scalarDoubles = engine.doubles(scalars, op.SCALARS_BYTES / 8);
    const tallies = engine.allocate(op.TALLY_BYTES * owners.length);
    const numbers = engine.doubles(tallies, (op.TALLY_BYTES / 8) * owners.length);
    this.tallies = new Tallies(numbers, owners, layout.places.size);

    // All operands lie in one segment that begins where memory does.
    const table = engine.allocate(op.SEGMENT_COUNT * 4);
    engine.words(table, op.SEGMENT_COUNT)[op.SEGMENT_SCALARS] = scalars;
    const at = (base: number, floats = 0) => [op.SEGMENT_ACTIVATIONS, base + 4 * floats] as const;
    const jobOf = (program: number[]) => engine.job(engine.load(Int32Array.from(program)), table);

    // Pieces of all threads, one after another, leave their numbers in this order.
    let tally = tallies;
    const jobsOf = (make: (piece: Piece, numbers: number) => number[], first: readonly number[] = []) => {
      tally = tallies;
      return pieces.map((own, part) => {
        const program: number[] = part === 0 ? [...first] : [];
        for (const piece of own) {
          for (const word of make(piece, tally)) program.push(word);
          tally += op.TALLY_BYTES;
        }
        return jobOf(program);
      });
    };
    const sums = (later: boolean) =>
      jobsOf(({ from, count: whole }, numbers) => {
        const program: number[] = [];
        for (let i = from; i < from + whole; i += BLOCK) {
          const count = Math.min(BLOCK, from + whole - i);
          const target = at(total, i);
          const [first, ...others] = this.gradients;
          if (later) others.unshift(first);
          else if (total !== first) program.push(op.OP_COPY, 7, ...at(first, i), ...target, count);
          for (const other of others) program.push(op.OP_ADD, 10, ...target, ...at(other, i), ...target, count, ONE);
          program.push(op.OP_SQUARED_NORM, 7, ...target, ...at(numbers + op.TALLY_GRADIENT), count);
        }
        return program;
      });
    this.sumJobs = sums(false);
    this.laterJobs = accumulates ? sums(true) : [];
    const frozen = bytes / 4;
    const copied = [...at(this.parameters, frozen), ...at(average, frozen), (allBytes - bytes) / 4];
    this.updateJobs = jobsOf(
      ({ from, count }, numbers) => {
        const [parameter, gradient] = [at(this.parameters, from), at(total, from)];
        const moment = (name: string) => at(moments[this.moments.indexOf(name)], from);
        const left = at(numbers + op.TALLY_UPDATE);
        return [
          ...[op.OP_CLIPPED_NORM, 7, ...gradient, ...at(numbers + op.TALLY_CLIPPED), count],
          ...updateInstruction(optimizer, parameter, gradient, moment, left, count),
          ...(averages ? [op.OP_AVERAGE, 7, ...parameter, ...at(average, from), count] : []),
        ];
      },
      averages && allBytes > bytes ? [op.OP_COPY, 7, ...copied] : [],
    );

    const places = [...layout.places.values()];
    const views = (base: number, of = places) =>
      new Map(of.map(({ name, offset, size }) => [name, engine.floats(base + offset, size)]));
    const trained = places.filter((place) => place.trained);
    this.parameterViews = views(this.parameters);
    this.gradientViews = views(total, trained);
    this.momentViews = moments.map((base) => views(base, trained));
    for (const map of this.momentViews) for (const view of map.values()) view.fill(firstMoment(optimizer));
    const averageViews = averages ? views(average) : undefined;
    this.measured = averageViews
      ? {
          engine,
          layout,
          parameter: (name) => viewOf(averageViews, name),
          writeBases: (bases) => {
            bases[op.SEGMENT_PARAMETERS] = average;
          },
        }
      : this;
  }

  parameter(name: string): Float32Array {
    return viewOf(this.parameterViews, name);
  }

  /** The gradient of a parameter, summed over shards once `gradientNorm` has run; unclipped. */
  gradient(name: string): Float32Array {
    return viewOf(this.gradientViews, name);
  }

  /** What the optimiser remembers of a parameter, in memory: one of `moments`. */
  moment(name: string, which: string): Float32Array {
    return viewOf(this.momentViews[this.moments.indexOf(which)], name);
  }

  writeBases(bases: Uint32Array, shard: number): void {
    bases[op.SEGMENT_PARAMETERS] = this.parameters;
    // A measurement may have more shards than a training step, and writes no gradient.
    bases[op.SEGMENT_GRADIENTS] = this.gradients[shard] ?? 0;
  }

  /** Adds the gradients of a minibatch that is not the last of an update to those before it, the `first` to none. */
  accumulate(first: boolean): void {
    this.engine.run(first ? this.sumJobs : this.laterJobs, false);
  }

  /**
   * Adds the shards' gradients up, in their order, and returns ‖g‖₂ of all parameters together, before clipping. `later` adds
   * what was accumulated; `factor` is what the sum is multiplied by, as if the loss had been.
   */
  gradientNorm({ clipNorm }: UpdateSettings, later = false, factor = 1): number {
    const { tallies, scalarFloats, scalarDoubles } = this;
    tallies.clear();
    this.engine.run(later ? this.laterJobs : this.sumJobs, false);
    const norm = factor * Math.sqrt(tallies.squaredNorm);
    const clip = clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
    tallies.scales[0] = factor;
    tallies.scales[1] = clip;
    scalarDoubles[op.SLOT_GRADIENT_NORM / 8] = norm;
    scalarFloats[op.SLOT_CLIP_SCALE / 4] = factor * clip;
    return norm;
  }

  /** Lets the optimiser take the step whose gradient norm was just computed; `step` is 1 at the first. */
  update(step: number, settings: UpdateSettings): void {
    const { scalarFloats, scalarDoubles, figures, tallies } = this;
    writeScalars(scalarFloats, this.optimizer, step, settings);
    scalarFloats[op.SLOT_AVERAGE_WEIGHT / 4] = settings.averageWeight ?? 1;
    // An update is short and is never cut in two: a stop that comes now is seen by the next step, and what a lost thread
    // had not begun is done before anybody hears of it.
    this.engine.run(this.updateJobs, false, true);
    const byValue = settings.clipValue > 0;
    tallies.collect(byValue);
    const norm = scalarDoubles[op.SLOT_GRADIENT_NORM / 8];
    figures.clippedNorm = byValue ? tallies.clippedNorm : norm * tallies.scales[1];
    figures.clipped = tallies.scales[1] < 1 || (byValue && tallies.isCut);
    figures.updateRatio = tallies.updateRatio;
  }

  /** Figures of the last update by parameter, of those that are trained. */
  figuresByParameter(): Map<string, UpdateFigures> {
    const figures = [...this.layout.places.values()].map(({ name, trained }, i) => ({ name, trained, i }));
    return new Map(figures.filter(({ trained }) => trained).map(({ name, i }) => [name, this.tallies.of(i)]));
  }
}

function viewOf(views: ReadonlyMap<string, Float32Array> | undefined, name: string): Float32Array {
  const found = views?.get(name);
  if (!found) throw new Error(`The network has no ${name}`);
  return found;
}

/** [0, count) in `parts` even ranges, none empty unless there is nothing. */
function rangesOf(count: number, parts: number): { from: number; to: number }[] {
  const lines = Math.ceil(count / LINE);
  const used = Math.max(1, Math.min(parts, Math.floor(count / LEAST)));
  const bound = (i: number) => Math.min(count, Math.floor((lines * i) / used) * LINE);
  return Array.from({ length: used }, (_, i) => ({ from: bound(i), to: bound(i + 1) }));
}

/** The parameters, as far as they lie in a range. */
function piecesOf({ places }: ParameterLayout, range: { from: number; to: number }): Piece[] {
  return [...places.values()].flatMap(({ offset, size }, parameter) => {
    const from = Math.max(range.from, offset / 4);
    const to = Math.min(range.to, offset / 4 + size);
    return from < to ? [{ parameter, from, count: to - from }] : [];
  });
}
