import { setFlagsFromString } from "node:v8";
import * as core from "../core/constants.ts";
import { encode } from "../graph/kernel.ts";
import { linearCrossEntropyKernel } from "../graph/ops/losses/linearCrossEntropy.ts";
import { gemmKernel, gemmRowKernel, gemmTransposedKernel } from "../graph/ops/products/matmul.ts";
import { packKernel } from "../graph/ops/products/pack.ts";

// WebAssembly's vectors have 128 bits, registers of x86-64 since 2013 have 256. V8 can pack two of the former into one of the
// latter, which doubles the speed of products and changes no bit of their results. It calls this experimental, so it is asked to do
// so for our module alone, and its answer is checked: a module that is not as exact and faster is not used.

type RunProgram = (program: number, bytes: number, bases: number, stoppable: boolean) => number;

/**
 * What V8 is told while it compiles: pack, and compile everything now, with the optimising compiler. Since 14.1 that inlines only what the
 * other compiler has counted, and ends the process where nothing was: so it shall not.
 */
const FLAGS = ["experimental-wasm-revectorize", "no-wasm-inlining", "no-liftoff", "no-wasm-lazy-compilation"];
const USUAL = ["no-experimental-wasm-revectorize", "wasm-inlining", "liftoff", "wasm-lazy-compilation"];
/** What V8 takes to compile the module at once; it gives them back to the process. */
const COMPILED_BYTES = 6 * 2 ** 20;
/** How much faster products with registers of 256 bits have to be than with those of 128: they are 1.9 times as fast. */
const LEAST_GAIN = 1.2;

/** The first and the last V8 that were tried, those of Node.js 24 and 26. Node.js 22's finds no pairs; a newer one may take our module badly. */
const FIRST_TRIED = [13, 6];
const LAST_TRIED = [14, 6];

/** Whether V8 was built with what it takes; it would complain of an unknown flag on standard error. */
function canPack(): boolean {
  const variables = process.config.variables as unknown as Record<string, unknown>;
  const [major, minor] = process.versions.v8.split(".").map(Number);
  const after = ([a, b]: number[]) => major - a || minor - b;
  const isTried = after(FIRST_TRIED) >= 0 && after(LAST_TRIED) <= 0;
  return process.arch === "x64" && isTried && variables.v8_enable_wasm_simd256_revec === 1;
}

/** The wide build, compiled for registers of 256 bits; undefined where there are none, or it is no faster, or not as exact. */
export function compileWide(
  bytes: Uint8Array<ArrayBuffer>,
  instantiate: (module: WebAssembly.Module, memory: WebAssembly.Memory) => RunProgram,
): WebAssembly.Module | undefined {
  if (!canPack()) return undefined;
  const module = packed(bytes);
  const memory = new WebAssembly.Memory({ initial: 32, maximum: 32, shared: true });
  const products = new Products(memory, instantiate(module, memory));
  return products.areExact() && products.gain() >= LEAST_GAIN ? module : undefined;
}

/** Bytes that compiling the best build takes, before there is anything else in memory. */
export function compilationBytes(): number {
  return canPack() ? COMPILED_BYTES : 0;
}

function packed(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    for (const flag of FLAGS) setFlagsFromString(`--${flag}`);
    // Not the asynchronous way: flags hold for the whole process, and are set for as short as can be.
    return new WebAssembly.Module(bytes);
  } finally {
    for (const flag of USUAL) setFlagsFromString(`--${flag}`);
  }
}

// Where the products' operands lie in a memory of 2 MB.
const PROGRAM = 0x10000;
const BASES = 0x20000;
const A = 0x30000;
const B = 0x60000;
const C = 0x80000;
const PACKED = 0xc0000;
const SCRATCH = 0x100000;

/** Products of a core: 16 columns at once are made by the kernels for 256 bits, 8 by those for 128. */
class Products {
  private readonly floats: Float32Array;
  private readonly words: Int32Array;

  constructor(
    memory: WebAssembly.Memory,
    private readonly run: RunProgram,
  ) {
    this.floats = new Float32Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
    this.words[BASES / 4 + core.SEGMENT_SCRATCH] = SCRATCH;
    for (let i = A / 4; i < C / 4; i++) this.floats[i] = Math.sin(i);
  }

  /** Whether both kinds of kernels give the same bits, for every height of a tile, either layout of A, and an odd depth. */
  areExact(): boolean {
    for (let rows = 1; rows <= 2 * core.TILE_ROWS; rows++) {
      for (const transposed of [false, true]) {
        const wide = this.product(16, rows, 16, 67, transposed);
        const narrow = this.product(8, rows, 16, 67, transposed);
        if (!isSame(wide, narrow)) return false;
      }
    }
    return isSame(this.row(80), this.row(8)) && isSame(this.linear(16), this.linear(8));
  }

  /** The bits of one row times a matrix of 80 columns, so many at a time. */
  private row(columns: number): Int32Array {
    const [N, K] = [80, 67];
    const instructions: number[] = [];
    for (let n = 0; n < N; n += columns) {
      const packed = at(PACKED);
      instructions.push(
        ...encode(packKernel, { source: at(B + 4 * n), ld: N, target: packed, K, N: columns, row: true }),
        ...encode(gemmRowKernel, { a: at(A), packedB: packed, c: at(C + 4 * n), N: columns, K }),
      );
    }
    this.words.set(instructions, PROGRAM / 4);
    this.run(PROGRAM, 4 * instructions.length, BASES, false);
    return this.words.slice(C / 4, C / 4 + N);
  }

  /**
   * The bits of the first eight columns of the gradients of an output layer, the others being those of zeros: with eight columns, they
   * are made by the kernels for 128 bits.
   */
  private linear(H: number): number[] {
    const { floats, words } = this;
    const [R, V] = [23, 41];
    const [hidden, weight, targets, ones] = [A, A + 0x2000, A + 0x4000, A + 0x5000];
    const [loss, surprise, dHidden, dWeight] = [B, B + 0x100, C, C + 0x2000];
    const write = (to: number, rows: number) => {
      for (let i = 0; i < rows * H; i++) floats[to / 4 + i] = i % H < 8 ? Math.sin(8 * Math.floor(i / H) + (i % H)) : 0;
    };
    write(hidden, R);
    write(weight, V);
    words.fill(3, targets / 4, targets / 4 + R);
    floats[ones / 4] = 1;
    words[BASES / 4 + core.SEGMENT_SCALARS] = ones;
    const operands = { hidden: at(hidden), weight: at(weight), targets: at(targets), dLoss: at(ones) };
    const results = { loss: at(loss), surprise: at(surprise), dHidden: at(dHidden), dWeight: at(dWeight) };
    const attributes = { smoothing: 0, addsHidden: false, addsWeight: false, addsBias: false };
    const whole = { block: -1, turn: 0, turns: 1, range: 0, scratch: at(SCRATCH) };
    const instruction = encode(linearCrossEntropyKernel, { ...operands, ...results, ...attributes, R, V, H, ...whole });
    words.set(instruction, PROGRAM / 4);
    this.run(PROGRAM, 4 * instruction.length, BASES, false);
    const columns = (at: number, rows: number) =>
      Array.from({ length: rows * 8 }, (_, i) => words[at / 4 + Math.floor(i / 8) * H + (i % 8)]);
    return [...columns(dHidden, R), ...columns(dWeight, V)];
  }

  /** How many times as fast as those for 128 bits the kernels for 256 bits are. */
  gain(): number {
    const fastest = (columns: number) => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 25; i++) {
        const before = performance.now();
        this.product(columns, 96, 64, 256, false);
        least = Math.min(least, performance.now() - before);
      }
      return least;
    };
    return fastest(8) / fastest(16);
  }

  /** The bits of C (M,N) = A·B, or Aᵀ·B, so many columns of B at a time. */
  private product(columns: number, M: number, N: number, K: number, transposed: boolean): Int32Array {
    const instructions: number[] = [];
    for (let n = 0; n < N; n += columns) {
      // Packed panels of B lie one after the other; rows of B lie N apart.
      const b = at(B + 4 * n * (transposed ? 1 : K));
      const c = at(C + 4 * n);
      const sizes = { M, N: columns, ldc: N };
      const instruction = transposed
        ? encode(gemmTransposedKernel, { ...sizes, a: at(A), lda: M, b, ldb: N, c, R: K, accumulate: true })
        : encode(gemmKernel, { ...sizes, a: at(A), lda: K, packedB: b, c0: at(A + 4 * n), ldc0: N, c, K });
      instructions.push(...instruction);
    }
    this.floats.fill(1, C / 4, C / 4 + M * N);
    this.words.set(instructions, PROGRAM / 4);
    this.run(PROGRAM, 4 * instructions.length, BASES, false);
    return this.words.slice(C / 4, C / 4 + M * N);
  }
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return Array.from(a).every((bits, i) => bits === b[i]);
}

/** An operand at an address: the base of its segment is 0. */
function at(offset: number): { segment: number; offset: number } {
  return { segment: core.SEGMENT_ACTIVATIONS, offset };
}
