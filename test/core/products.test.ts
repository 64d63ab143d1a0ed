// The matrix products against f64, over sizes around every width, with guards around everything that they may write.
import { beforeAll, describe, expect, it } from "vitest";
import * as core from "../../src/core/constants.ts";
import { gemmKernel, gemmRowKernel, gemmTransposedKernel } from "../../src/graph/ops/products/matmul.ts";
import { packKernel } from "../../src/graph/ops/products/pack.ts";
import { Bench, type Draw, draws, expectNear, SIZES, seedLabel, sumBound } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

/** Floats that a product may use: an edge tile, and a block of A with its rows moved apart. */
const PRODUCT_SCRATCH =
  core.TILE_ROWS * core.PANEL_COLUMNS + core.BLOCK_TILES * core.TILE_ROWS * (core.DEPTH_BLOCK + 16);

type Start = "nothing" | "bias" | "in place" | "apart";
const STARTS: readonly Start[] = ["nothing", "bias", "in place", "apart"];

interface Case {
  M: number;
  N: number;
  K: number;
  transposed: boolean;
  start: Start;
  /** Floats by which the rows of A, B and C lie further apart than they are long. */
  gaps: [number, number, number];
}

const labelOf = ({ M, N, K, transposed, start, gaps }: Case) =>
  `${seedLabel}: M${M} N${N} K${K}${transposed ? " transposed" : ""}, from ${start}, gaps ${gaps}`;

/** A matrix of which the rows lie `stride` floats apart, garbage between them. */
function scattered(draw: Draw, rows: number, columns: number, stride: number): Float32Array {
  const values = new Float32Array((rows - 1) * stride + columns).fill(Number.NaN);
  for (let r = 0; r < rows; r++) values.set(draw.floats(columns), r * stride);
  return values;
}

/** C = C₀ + A·B packed and multiplied, held against f64; of one row in both orders in which B may be packed. */
function checkProduct(bench: Bench, draw: Draw, c: Case): void {
  checkPacked(bench, draw, c, false);
  if (c.M === 1) checkPacked(bench, draw, c, true);
}

function checkPacked(bench: Bench, draw: Draw, c: Case, row: boolean): void {
  const { M, N, K, transposed, start, gaps } = c;
  const where = `${labelOf(c)}${row ? ", packed for a row" : ""}`;
  bench.clear();
  const shift = () => draw.below(4);
  const lda = K + gaps[0];
  const ldb = (transposed ? K : N) + gaps[1];
  const ldc = N + gaps[2];
  const a = bench.floats(scattered(draw, M, K, lda), shift());
  const b = bench.floats(scattered(draw, transposed ? N : K, transposed ? K : N, ldb), shift());
  const before = start === "bias" ? draw.floats(N) : scattered(draw, M, N, ldc);
  const result = bench.region((M - 1) * ldc + N, shift());
  if (start === "in place") result.floats.set(before);
  const given = start === "bias" || start === "apart" ? bench.floats(before, shift()) : undefined;
  const from = start === "in place" ? result : given;
  const panels = Math.ceil(N / core.PANEL_COLUMNS);
  const packed = bench.region(panels * core.PANEL_COLUMNS * K);
  bench.scratch(PRODUCT_SCRATCH);
  const kept = result.integers.slice();
  bench.run(packKernel, { source: b, ld: ldb, target: packed, K, N, transposed, row });
  // Beyond the last column the panels hold zeros.
  for (let n = N; !row && n < panels * core.PANEL_COLUMNS; n++) {
    for (let k = 0; k < K; k++) {
      const value = packed.floats[((n >> 3) * K + k) * 8 + (n & 7)];
      if (value !== 0) throw new Error(`${where}: the packed panel holds ${value} in column ${n}`);
    }
  }
  const ldc0 = start === "bias" ? 0 : ldc;
  if (row) bench.run(gemmRowKernel, { a, packedB: packed, c0: from, c: result, N, K });
  else bench.run(gemmKernel, { a, lda, packedB: packed, c0: from, ldc0, c: result, ldc, M, N, K });
  const [x, y, z] = [a.floats, b.floats, result.floats];
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = start === "nothing" ? 0 : before[start === "bias" ? n : m * ldc + n];
      let size = Math.abs(sum);
      for (let k = 0; k < K; k++) {
        const product = x[m * lda + k] * (transposed ? y[n * ldb + k] : y[k * ldb + n]);
        sum += product;
        size += Math.abs(product);
      }
      const value = z[m * ldc + n];
      if (Math.abs(value - sum) <= sumBound(K, size)) continue;
      throw new Error(`${where}: C[${m},${n}] is ${value} instead of ${sum}`);
    }
    // What lies between the rows stays as it was.
    for (let n = N; n < ldc && m + 1 < M; n++) {
      if (result.integers[m * ldc + n] !== kept[m * ldc + n]) throw new Error(`${where}: wrote behind row ${m} of C`);
    }
  }
}

/** C (+)= Aᵀ·B held against f64. */
function checkTransposed(bench: Bench, draw: Draw, c: Case): void {
  const { M, N, K: R, start, gaps } = c;
  const accumulate = start !== "nothing";
  const where = `Aᵀ·B, ${labelOf(c)}`;
  bench.clear();
  const shift = () => draw.below(4);
  const [lda, ldb, ldc] = [M + gaps[0], N + gaps[1], N + gaps[2]];
  const a = bench.floats(scattered(draw, R, M, lda), shift());
  const b = bench.floats(scattered(draw, R, N, ldb), shift());
  const before = scattered(draw, M, N, ldc);
  const result = bench.floats(accumulate ? before : new Float32Array(before.length).fill(Number.NaN), shift());
  const kept = result.integers.slice();
  const packedA = core.BLOCK_TILES * core.TILE_ROWS * core.DEPTH_BLOCK + 16;
  const packedB = Math.ceil(N / core.PANEL_COLUMNS) * core.PANEL_COLUMNS * core.DEPTH_BLOCK;
  bench.scratch(packedA + packedB + core.TILE_ROWS * core.PANEL_COLUMNS);
  bench.run(gemmTransposedKernel, { a, lda, b, ldb, c: result, ldc, R, M, N, accumulate });
  const [x, y, z] = [a.floats, b.floats, result.floats];
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = accumulate ? before[m * ldc + n] : 0;
      let size = Math.abs(sum);
      for (let r = 0; r < R; r++) {
        const product = x[r * lda + m] * y[r * ldb + n];
        sum += product;
        size += Math.abs(product);
      }
      const value = z[m * ldc + n];
      if (Math.abs(value - sum) <= sumBound(R, size)) continue;
      throw new Error(`${where}: C[${m},${n}] is ${value} instead of ${sum}`);
    }
    for (let n = N; n < ldc && m + 1 < M; n++) {
      if (result.integers[m * ldc + n] !== kept[m * ldc + n]) throw new Error(`${where}: wrote behind row ${m} of C`);
    }
  }
}

/** Sums of this length go through one block, end with one, or begin another. */
const DEPTHS = [255, 256, 257, 513];

describe.each(builds)("the %s core's products", (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(build);
  });

  const random = (draw: Draw, sizes: Partial<Case>): Case => ({
    M: draw.of(SIZES),
    N: draw.of(SIZES),
    K: draw.of(SIZES),
    transposed: draw.below(2) === 1,
    start: draw.of(STARTS),
    gaps: [0, 0, 0],
    ...sizes,
  });
  const gaps = (draw: Draw): Case["gaps"] => [draw.below(9), draw.below(9), draw.below(9)];

  it("random sizes, with and without gaps between the rows", () => {
    const draw = draws(2);
    for (let i = 0; i < 400; i++) checkProduct(bench, draw, random(draw, i % 2 ? { gaps: gaps(draw) } : {}));
  });

  it("every number of rows up to 13 with every remainder of columns", () => {
    const draw = draws(3);
    for (let M = 1; M <= 13; M++) {
      for (let N = 1; N <= 17; N++) checkProduct(bench, draw, random(draw, { M, N, K: 1 + draw.below(12) }));
    }
  });

  it("sums over several blocks of depth", () => {
    const draw = draws(4);
    for (const K of DEPTHS) {
      for (const M of [1, 2, 3, 4, 7, 13]) {
        for (const start of STARTS) {
          checkProduct(bench, draw, random(draw, { M, K, N: draw.of([1, 8, 9, 17, 33]), start, gaps: gaps(draw) }));
        }
      }
    }
  });

  it("one to three rows over many panels", () => {
    const draw = draws(5);
    for (const M of [1, 2, 3]) {
      for (const N of [15, 16, 17, 24, 31, 32, 33, 40, 63, 64, 65, 100, 257]) {
        for (const start of STARTS) checkProduct(bench, draw, random(draw, { M, N, start }));
      }
    }
  });

  it("one row by itself has the bits that it has among others", () => {
    const draw = draws(12);
    for (const N of [1, 9, 65, 100, 257]) {
      for (const K of [7, 300]) {
        bench.clear();
        const a = bench.floats(draw.floats(2 * K));
        const b = bench.floats(draw.floats(K * N));
        const c0 = bench.floats(draw.floats(N));
        const packed = bench.region(Math.ceil(N / 8) * 8 * K);
        const [both, alone] = [bench.region(2 * N), bench.region(N)];
        bench.scratch(PRODUCT_SCRATCH);
        const source = { source: b, ld: N, target: packed, K, N };
        bench.run(packKernel, source);
        bench.run(gemmKernel, { a, lda: K, packedB: packed, c0, ldc0: 0, c: both, ldc: N, M: 2, N, K });
        bench.run(packKernel, { ...source, row: true });
        bench.run(gemmRowKernel, { a, packedB: packed, c0, c: alone, N, K });
        expect(alone.integers, `N${N} K${K}`).toEqual(both.integers.subarray(0, N));
      }
    }
  });

  it("more rows than a block of tiles has", () => {
    const draw = draws(6);
    const block = core.BLOCK_TILES * core.TILE_ROWS;
    for (const M of [block - 1, block, block + 1, 2 * block + 5, 301]) {
      for (const start of STARTS) {
        checkProduct(
          bench,
          draw,
          random(draw, { M, N: draw.of([1, 8, 13]), K: draw.of([3, 257]), start, gaps: gaps(draw) }),
        );
      }
    }
  });

  it("rows of A that lie powers of two apart", () => {
    const draw = draws(7);
    for (const lda of [512, 768, 1024]) {
      for (const M of [1, 3, 4, 6, 7, 50, 97, 200]) {
        const K = draw.of([5, 256, 300, lda]);
        const sizes = { M, N: draw.of([7, 8, 17]), K: Math.min(K, lda) };
        const start = draw.of(STARTS);
        checkProduct(
          bench,
          draw,
          random(draw, { ...sizes, start, gaps: [lda - sizes.K, draw.below(3), draw.below(3)] }),
        );
      }
    }
  });

  it("a NaN or an infinity reaches its row and column, and no other", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const [M, N, K] of [
        [1, 33, 5],
        [3, 17, 9],
        [7, 9, 300],
      ]) {
        bench.clear();
        const rows = new Float32Array(M * K).fill(1);
        rows[(M - 1) * K + (K >> 1)] = bad;
        const a = bench.floats(rows);
        const b = bench.floats(new Float32Array(K * N).fill(1));
        const packed = bench.region(Math.ceil(N / 8) * 8 * K);
        const c = bench.region(M * N);
        bench.scratch(PRODUCT_SCRATCH);
        bench.run(packKernel, { source: b, ld: N, target: packed, K, N });
        bench.run(gemmKernel, { a, lda: K, packedB: packed, ldc0: 0, c, ldc: N, M, N, K });
        const expected = Float64Array.from({ length: M * N }, (_, i) => (i < (M - 1) * N ? K : bad));
        expectNear(c.floats, expected, 0, `M${M} N${N} K${K}`);
      }
    }
  });

  describe("with A transposed, the weight gradients", () => {
    it("random sizes, with and without gaps between the rows", () => {
      const draw = draws(8);
      for (let i = 0; i < 400; i++) checkTransposed(bench, draw, random(draw, i % 2 ? { gaps: gaps(draw) } : {}));
    });

    it("sums over several blocks of rows", () => {
      const draw = draws(9);
      for (const K of DEPTHS) {
        for (const M of [1, 2, 5, 6, 7, 13]) {
          for (const start of ["nothing", "in place"] as const) {
            checkTransposed(bench, draw, random(draw, { M, K, N: draw.of([1, 8, 9, 33]), start, gaps: gaps(draw) }));
          }
        }
      }
    });

    it("more rows than a block of tiles has", () => {
      const draw = draws(10);
      const block = core.BLOCK_TILES * core.TILE_ROWS;
      for (const M of [block - 1, block, block + 1, 2 * block + 5]) {
        for (const start of ["nothing", "in place"] as const) {
          checkTransposed(bench, draw, random(draw, { M, N: draw.of([1, 8, 13]), K: draw.of([3, 257]), start }));
        }
      }
    });
  });

  it("packing copies numbers to the bit", () => {
    const draw = draws(11);
    bench.clear();
    const [K, N] = [5, 11];
    const special = [0, -0, 2 ** -149, Number.NaN, Number.POSITIVE_INFINITY];
    const values = draw.floats(K * N);
    values.set(special);
    const source = bench.floats(values);
    const rows = bench.region(2 * 8 * K);
    const columns = bench.region(2 * 8 * K);
    const turned = bench.floats(values.map((_, i) => values[(i % K) * N + Math.floor(i / K)]));
    bench.run(packKernel, { source, ld: N, target: rows, K, N });
    bench.run(packKernel, { source: turned, ld: K, target: columns, K, N, transposed: true });
    expect(rows.integers).toEqual(columns.integers);
    expect(Object.is(rows.floats[1], -0)).toBe(true);
  });
});
