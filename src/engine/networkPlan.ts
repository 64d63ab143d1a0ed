import * as core from "../core/constants.ts";
import type { ParameterLayout, ParameterPlace } from "../graph/index.ts";
import { encode } from "../graph/kernel.ts";
import { addScaledKernel, copyKernel } from "../graph/ops/pointwise/arithmetic.ts";
import { readSparseKernel } from "../graph/ops/products/sparseGradient.ts";
import { type Lender, type MemoryPlan, type PlannedProgram, planProgram } from "./memoryPlan.ts";
import { momentsOf, type Optimizer, updateInstruction } from "./optimizer.ts";
import { averageKernel, clippedNormKernel, squaredNormKernel } from "./optimizerKernels.ts";

/** What a program that only reads parameters needs to know of a network: of its own parameters, or of their running average. */
export interface ParameterPlan {
  readonly memory: MemoryPlan;
  readonly layout: ParameterLayout;
  /** Threads that share the work. */
  readonly threads: number;
  /** Writes where they lie into a table of segments' bases. */
  writeBases(bases: Uint32Array, shard: number): void;
}

export interface NetworkOptions {
  layout: ParameterLayout;
  optimizer: Optimizer;
  threads: number;
  /** Parts of a minibatch that have a gradient each. */
  shards?: number;
  /** Keeps a running average of the parameters. */
  averages?: boolean;
  /** Adds up the gradients of several minibatches before an update. */
  accumulates?: boolean;
}

/** Floats whose gradients are added up and measured before the next: what the second cache holds of all shards' parts. */
const BLOCK = 8192;
/** A range begins where a line of the cache does, so that threads never write to the same. */
const LINE = 16;
/**
 * Floats of a range below which another thread is not worth asking. One that has no rows of the minibatch sleeps during a step: waking it
 * takes some 50 µs, in which the optimiser updates 80,000 numbers.
 */
const LEAST = { awake: 4096, asleep: 131_072 };

/** A stretch of one parameter within the range of one thread, in floats. */
interface Piece {
  parameter: number;
  place: ParameterPlace;
  from: number;
  /** Of a sparse gradient at most `BLOCK`, since each block of it is put together by itself. */
  count: number;
}

/**
 * Where a network lies: parameters, a gradient for each shard of the minibatch, the optimiser's moments, all in one layout, and the
 * programs that add up, measure and update them, each thread its range. Joint gradients lie in that of the first shard.
 */
export class NetworkPlan implements ParameterPlan {
  readonly layout: ParameterLayout;
  readonly optimizer: Optimizer;
  readonly threads: number;
  readonly shards: number;
  /** What the optimiser remembers of each parameter, by name. */
  readonly moments: readonly string[];
  /** The parameters by which the network is measured, sampled and exported: the running average where one is kept. */
  readonly measured: ParameterPlan;
  /** Where each lies; `total` is the sum of the gradients. */
  readonly places: {
    parameters: number;
    average: number | undefined;
    gradients: readonly number[];
    total: number;
    moments: readonly number[];
    scalars: number;
    statistics: number;
    table: number;
  };
  /** The parameter of each piece that is updated, by index, in the order of their statistics. */
  readonly owners: Int32Array;
  /** Add up the shards' gradients, and with `later` what was accumulated before; and update. */
  readonly programs: Record<"sum" | "later" | "update", readonly PlannedProgram[]>;

  constructor(
    readonly memory: MemoryPlan,
    { layout, optimizer, threads, shards = 1, averages = false, accumulates = false }: NetworkOptions,
  ) {
    this.layout = layout;
    this.optimizer = optimizer;
    this.threads = threads;
    this.shards = shards;
    // What is frozen lies behind what is trained: it has no gradient and no moments.
    const { bytes: allBytes, trainedBytes: bytes, gradientBytes } = layout;
    this.moments = momentsOf(optimizer);
    const parameters = memory.allocate(allBytes, "parameters");
    const gradients = Array.from({ length: shards }, (_, shard) =>
      memory.allocate(shard === 0 ? gradientBytes.first : gradientBytes.others, "gradients", shard),
    );
    if (accumulates && gradientBytes.first < bytes) throw new Error("What is accumulated is never sparse");
    const total = accumulates ? memory.allocate(bytes, "gradients") : gradients[0];
    const moments = this.moments.map(() => memory.allocate(bytes, "moments"));
    const average = averages ? memory.allocate(allBytes, "parameters") : undefined;

    const pieces = rangesOf(bytes / 4, threads, LEAST[shards < threads ? "asleep" : "awake"]).map((range) =>
      piecesOf(layout, range),
    );
    this.owners = Int32Array.from(pieces.flat(), ({ parameter }) => parameter);
    const scalars = memory.allocate(core.SCALARS_BYTES, "programs");
    const statistics = memory.allocate(core.STATISTICS_BYTES * this.owners.length, "programs");
    // All operands lie in one segment that begins where memory does.
    const table = memory.allocate(core.SEGMENT_COUNT * 4, "programs");
    this.places = { parameters, average, gradients, total, moments, scalars, statistics, table };

    const at = (base: number, floats = 0) => ({ segment: core.SEGMENT_ACTIVATIONS, offset: base + 4 * floats });
    // Pieces of all threads, one after another, leave their numbers in this order.
    const programsOf = (
      make: (piece: Piece, numbers: number, part: number) => number[],
      first: readonly number[] = [],
    ) => {
      let numbers = statistics;
      return pieces.map((own, part) => {
        const program: number[] = part === 0 ? [...first] : [];
        for (const piece of own) {
          for (const word of make(piece, numbers, part)) program.push(word);
          numbers += core.STATISTICS_BYTES;
        }
        return planProgram(memory, Int32Array.from(program));
      });
    };
    // Where each thread puts together a block of a sparse gradient.
    const hasSparse = [...layout.places.values()].some(({ sparse }) => sparse);
    const blocks = hasSparse ? pieces.map(() => memory.allocate(4 * BLOCK, "programs")) : [];
    const readBlock = ({ place, from, count }: Piece, part: number) =>
      gradients.flatMap((base, shard) =>
        encode(readSparseKernel, {
          ...{ rows: at(base + place.gradient), slots: at(base + place.sparse!.slots), out: at(blocks[part]) },
          ...{ from: from - place.offset / 4, n: count, N: place.size / place.shape[0], adds: shard > 0 },
        }),
      );
    const sumsOf = (later: boolean) =>
      programsOf((piece, numbers, part) => {
        const { count: whole, place } = piece;
        const sum = at(numbers + core.STATISTICS_GRADIENT);
        if (place.sparse) {
          return [...readBlock(piece, part), ...encode(squaredNormKernel, { g: at(blocks[part]), sum, n: whole })];
        }
        const from = gradientOf(piece);
        const program: number[] = [];
        for (let i = from; i < from + whole; i += BLOCK) {
          const count = Math.min(BLOCK, from + whole - i);
          const target = at(total, i);
          const [first, ...others] = place.joint ? gradients.slice(0, 1) : gradients;
          const add = (gradient: number) =>
            encode(addScaledKernel, { x: target, y: at(gradient, i), scale: 1, out: target, n: count });
          if (later) others.unshift(first);
          else if (total !== first) program.push(...encode(copyKernel, { x: at(first, i), out: target, n: count }));
          for (const other of others) program.push(...add(other));
          program.push(...encode(squaredNormKernel, { g: target, sum, n: count }));
        }
        return program;
      });
    const frozen = bytes / 4;
    const copied =
      average !== undefined && allBytes > bytes
        ? encode(copyKernel, { x: at(parameters, frozen), out: at(average, frozen), n: (allBytes - bytes) / 4 })
        : [];
    const update = programsOf((piece, numbers, part) => {
      const { from, count, place } = piece;
      const g = place.sparse ? at(blocks[part]) : at(total, gradientOf(piece));
      const stretch = { p: at(parameters, from), g, n: count };
      const moment = (name: string) => at(moments[this.moments.indexOf(name)], from);
      const sums = at(numbers + core.STATISTICS_UPDATE);
      return [
        ...(place.sparse ? readBlock(piece, part) : []),
        ...encode(clippedNormKernel, { ...stretch, sum: at(numbers + core.STATISTICS_CLIPPED) }),
        ...updateInstruction(optimizer, { ...stretch, sums }, moment),
        ...(average === undefined ? [] : encode(averageKernel, { ...stretch, a: at(average, from) })),
      ];
    }, copied);
    this.programs = { sum: sumsOf(false), later: accumulates ? sumsOf(true) : [], update };

    this.measured =
      average === undefined
        ? this
        : {
            ...{ memory, layout, threads },
            writeBases: (bases) => {
              bases[core.SEGMENT_PARAMETERS] = average;
            },
          };
  }

  /** The gradient of the first shard, for what runs between steps. */
  get lender(): Lender {
    const { layout, places } = this;
    return { shards: [], workspaceBytes: 0, shared: places.gradients[0], sharedBytes: layout.gradientBytes.first };
  }

  writeBases(bases: Uint32Array, shard: number): void {
    bases[core.SEGMENT_PARAMETERS] = this.places.parameters;
    // A measurement may have more shards than a training step, and writes no gradient.
    bases[core.SEGMENT_GRADIENTS] = this.places.gradients[shard] ?? 0;
    bases[core.SEGMENT_JOINT] = this.places.gradients[0];
  }
}

/** [0, count) in `parts` even ranges, none empty unless there is nothing. */
function rangesOf(count: number, parts: number, least: number): { from: number; to: number }[] {
  const lines = Math.ceil(count / LINE);
  const used = Math.max(1, Math.min(parts, Math.floor(count / least)));
  const bound = (i: number) => Math.min(count, Math.floor((lines * i) / used) * LINE);
  return Array.from({ length: used }, (_, i) => ({ from: bound(i), to: bound(i + 1) }));
}

/** The parameters, as far as they lie in a range. */
function piecesOf({ places }: ParameterLayout, range: { from: number; to: number }): Piece[] {
  return [...places.values()].flatMap((place, parameter) => {
    const { offset, size, sparse } = place;
    const from = Math.max(range.from, offset / 4);
    const to = Math.min(range.to, offset / 4 + size);
    if (from >= to) return [];
    const most = sparse ? BLOCK : to - from;
    return Array.from({ length: Math.ceil((to - from) / most) }, (_, i): Piece => {
      const start = from + i * most;
      return { parameter, place, from: start, count: Math.min(most, to - start) };
    });
  });
}

/** Floats into the gradients at which that of a piece begins. */
function gradientOf({ place, from }: Piece): number {
  return from + (place.gradient - place.offset) / 4;
}
