// Single instructions of the core, run between guards: what a kernel writes beside its operands, or uses of what it reads there,
// shows.
import * as core from "../../src/core/constants.ts";
import { type CoreBuild, Engine } from "../../src/engine/index.ts";
import { type Arguments, encode, type Kernel, type Operand } from "../../src/graph/kernel.ts";
import { generator } from "./random.ts";

/** Floats of guard before and behind each operand. */
const GUARD = 64;
/** A quiet NaN with a mark: whoever computes with a guard gets NaN, whoever writes it changes the bits. */
const MARK = 0x7fc0beef;

/** Unit roundoff of f32: half an ulp of 1. */
export const ROUNDOFF = 2 ** -24;

/** An operand in the core's memory. */
export interface Region {
  /** Bytes. */
  pointer: number;
  floats: Float32Array;
  integers: Int32Array;
}

/** Arguments with regions for operands. */
type InRegions<A> = { readonly [K in keyof A]: Operand extends A[K] ? Exclude<A[K], Operand> | Region : A[K] };

function isRegion(value: unknown): value is Region {
  return typeof value === "object" && value !== null && "pointer" in value;
}

const placeOf = ({ pointer }: Region): Operand => ({ segment: core.SEGMENT_ACTIVATIONS, offset: pointer });

/** A core with a memory in which operands are laid out anew for each case. */
export class Bench {
  readonly scalarFloats: Float32Array;
  readonly scalarWords: Uint32Array;
  readonly scalarDoubles: Float64Array;
  private readonly words: Int32Array;
  private readonly bases: number;
  private readonly program: number;
  private readonly programWords: Int32Array;
  private at = 0;
  private guards: number[] = [];

  private constructor(
    readonly engine: Engine,
    readonly build: CoreBuild,
    private readonly arena: number,
    floats: number,
  ) {
    this.words = engine.integers(arena, floats);
    const scalars = engine.memory.allocate(core.SCALARS_BYTES, "feeds");
    this.scalarFloats = engine.floats(scalars, core.SCALARS_BYTES / 4);
    this.scalarWords = engine.words(scalars, core.SCALARS_BYTES / 4);
    this.scalarDoubles = engine.doubles(scalars, core.SCALARS_BYTES / 8);
    this.bases = engine.memory.allocate(core.SEGMENT_COUNT * 4, "feeds");
    engine.words(this.bases, core.SEGMENT_COUNT)[core.SEGMENT_SCALARS] = scalars;
    this.program = engine.memory.allocate(4096, "feeds");
    this.programWords = engine.integers(this.program, 1024);
  }

  static async create(build: CoreBuild, megabytes = 16): Promise<Bench> {
    const engine = await Engine.create({ build });
    return new Bench(engine, build, engine.memory.allocate(megabytes * 2 ** 20, "feeds"), megabytes * 2 ** 18);
  }

  /** Forgets all operands. */
  clear(): void {
    this.at = 0;
    this.guards = [];
  }

  /** An operand of `count` words that starts `shift` words off an address aligned to 16 bytes; it holds the mark at first. */
  region(count: number, shift = 0): Region {
    const start = this.at + GUARD + shift;
    const end = Math.ceil((start + count + GUARD) / 4) * 4;
    if (end > this.words.length) throw new Error("The bench is too small for its operands");
    this.words.fill(MARK, this.at, end);
    this.guards.push(this.at, start, start + count, end);
    this.at = end;
    const pointer = this.arena + start * 4;
    return {
      pointer,
      floats: this.engine.floats(pointer, count),
      integers: this.engine.integers(pointer, count),
    };
  }

  floats(values: ArrayLike<number>, shift = 0): Region {
    const region = this.region(values.length, shift);
    region.floats.set(values);
    return region;
  }

  integers(values: ArrayLike<number>, shift = 0): Region {
    const region = this.region(values.length, shift);
    region.integers.set(values);
    return region;
  }

  /** Working memory of the instructions that follow. */
  scratch(floats: number): Region {
    const region = this.region(floats);
    this.engine.words(this.bases, core.SEGMENT_COUNT)[core.SEGMENT_SCRATCH] = region.pointer;
    return region;
  }

  /** Runs one instruction, with regions for its operands. Throws when a guard was written. */
  run<P extends Kernel["parameters"]>(kernel: Kernel<P>, args: InRegions<Arguments<P>>): void {
    const placed = Object.entries(args).map(([name, value]) => [name, isRegion(value) ? placeOf(value) : value]);
    const instruction = encode(kernel, Object.fromEntries(placed));
    this.programWords.set(instruction);
    const job = { program: this.program, bytes: instruction.length * 4, bases: this.bases };
    if (!this.engine.run([job], false)) throw new Error("The instruction was stopped");
    this.checkGuards();
  }

  /** Runs a lowered program with its segments in these regions, and looks at the guards. */
  runProgram(program: Int32Array, segments: ReadonlyMap<number, Region>): void {
    const bases = this.engine.words(this.bases, core.SEGMENT_COUNT);
    for (const [segment, { pointer }] of segments) bases[segment] = pointer;
    const words = this.integers(program);
    const job = { program: words.pointer, bytes: program.byteLength, bases: this.bases };
    const done = this.engine.run([job], false);
    // Single instructions hold addresses where these held offsets.
    bases[core.SEGMENT_ACTIVATIONS] = 0;
    if (!done) throw new Error("The program was stopped");
    this.checkGuards();
  }

  checkGuards(): void {
    const { guards, words } = this;
    for (let g = 0; g < guards.length; g += 2) {
      for (let i = guards[g]; i < guards[g + 1]; i++) {
        if (words[i] === MARK) continue;
        const side = g % 4 ? `${i - guards[g]} words behind` : `${guards[g + 1] - i} words before`;
        throw new Error(`Operand ${g >> 2} of the case was overrun: the word ${side} it is ${words[i]}`);
      }
    }
  }
}

/** Whether nobody wrote there since the operand was laid out. */
export function isUntouched(region: Region, index: number): boolean {
  return region.integers[index] === MARK;
}

/**
 * Every element within the tolerance of its reference, `bound` being a number or one for each element; NaN where NaN is expected.
 * `where` tells a failing case.
 */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number | ArrayLike<number>,
  where: string,
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${where}: ${actual.length} elements instead of ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i], expected[i]];
    const limit = typeof bound === "number" ? bound : bound[i];
    if (Object.is(a, b) || Math.abs(a - b) <= limit || (Number.isNaN(a) && Number.isNaN(b))) continue;
    throw new Error(`${where}: element ${i} is ${a} instead of ${b}, further than ${limit}`);
  }
}

/** How far apart two sums of `terms` products may lie of which the absolute values add up to `size`. */
export function sumBound(terms: number, size: number): number {
  // The worst case grows with the terms, what is seen with their square root.
  return Math.min(terms + 2, 8 * Math.sqrt(terms + 2)) * ROUNDOFF * size + 1e-37;
}

/** The seed of a test's random cases: the environment's SEED, which `npm run fuzz` draws; `npm test` means the same each time. */
export const seed = Number(process.env.SEED ?? 1);
export const seedLabel = `SEED=${seed}`;
/** How many cases are drawn where each takes long: with a seed of its own, more. */
export const rounds = process.env.SEED === undefined ? 1 : 2;

export interface Draw {
  /** 0 ≤ n < bound. */
  below(bound: number): number;
  of<T>(choices: readonly T[]): T;
  /** Numbers that f32 holds, in (−1, 1). */
  floats(count: number): Float32Array;
}

export function draws(salt: number): Draw {
  const random = generator(seed + salt * 1_000_003);
  const below = (bound: number) => Math.floor(random() * bound);
  return {
    below,
    of: (choices) => choices[below(choices.length)],
    floats: (count) => Float32Array.from({ length: count }, () => 2 * random() - 1),
  };
}

/** Sizes below, at and above the widths of vectors, panels and tiles. */
export const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 50, 64];
