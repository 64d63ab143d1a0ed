// Matrix products. Shapes: A (M,K), B (K,N), C (M,N); strides in floats between rows. B is always packed, see pack.ts.
import { BLOCK_TILES, DEPTH_BLOCK, PANEL_COLUMNS, TILE_ROWS } from "../constants";
import { gemmColumns, gemmFewRows, gemmOneRow, gemmPacked, gemmRows } from "./gemmKernels";
import { packColumns, packRows, rowPanels } from "./pack";
import { wideColumns, widePacked, wideRows } from "./wideKernels";
import { wideQuad } from "./wideQuad";
import { wideRow } from "./wideRow";

/** Copies the first `columns` of `rows` rows (strides in bytes). */
function copyTile(from: usize, fromStride: i32, to: usize, toStride: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<f32>(to + i * toStride + j * 4, load<f32>(from + i * fromStride + j * 4));
  }
}

/**
 * The pairs of full panels of a product in the wide build; strides in bytes. A tile of six rows and two panels, and one of four rows and
 * three panels, have twelve sums in flight, one of five rows only ten. So rows go by six and by four, and an odd number has one tile of
 * five: 25 rows are 6 + 6 + 5 + 4 + 4.
 */
function gemmPairs(
  a: usize,
  aStride: i32,
  b: usize,
  panel: i32,
  from: usize,
  fromStride: i32,
  c: usize,
  cStride: i32,
  M: i32,
  panels: i32,
  depth: i32,
): void {
  // Two rows left over take six with them, which are twice four; where there are no six, they stay two.
  const odd = M & 1 ? min(M, 5) : 0;
  const even = M - odd;
  const quads = even % 6 === 4 ? 1 : even % 6 === 2 && even > 2 ? 2 : 0;
  const sixes = (even - 4 * quads) / 6;
  const two = even === 2 ? 2 : 0;
  for (let p = 0; p + 2 <= panels; p += 2) {
    const column = (p * PANEL_COLUMNS) << 2;
    let ai = a,
      fi = from ? from + column : 0,
      ci = c + column;
    for (let tile = 0; tile < sixes; tile++) {
      wideRows(6, ai, aStride, b + p * panel, panel, fi, fromStride, ci, cStride, depth);
      ai += 6 * aStride;
      if (fi) fi += 6 * fromStride;
      ci += 6 * cStride;
    }
    if (odd) wideRows(odd, ai, aStride, b + p * panel, panel, fi, fromStride, ci, cStride, depth);
    if (two) {
      ai += odd * aStride;
      if (fi) fi += odd * fromStride;
      ci += odd * cStride;
      wideRows(two, ai, aStride, b + p * panel, panel, fi, fromStride, ci, cStride, depth);
    }
  }
  if (quads === 0) return;
  const done = M - 4 * quads;
  a += done * aStride;
  if (from) from += done * fromStride;
  c += done * cStride;
  // So many triples that pairs are left.
  const inTriples = 3 * ((panels / 3) & -2);
  for (let p = 0; p + 2 <= panels; ) {
    const column = (p * PANEL_COLUMNS) << 2;
    let ai = a,
      fi = from ? from + column : 0,
      ci = c + column;
    for (let quad = 0; quad < quads; quad++) {
      if (p < inTriples) wideQuad(ai, aStride, b + p * panel, panel, fi, fromStride, ci, cStride, depth);
      else wideRows(4, ai, aStride, b + p * panel, panel, fi, fromStride, ci, cStride, depth);
      ai += 4 * aStride;
      if (fi) fi += 4 * fromStride;
      ci += 4 * cStride;
    }
    p += p < inTriples ? 3 : 2;
  }
}

/**
 * C = C₀ + A·B, with C₀ null for zero, stride 0 to repeat one row (a bias), or C itself to accumulate.
 * `edge` is a buffer of 6×8 floats for the panel that N leaves incomplete.
 */
export function gemm(
  a: usize,
  lda: i32,
  packedB: usize,
  c0: usize,
  ldc0: i32,
  c: usize,
  ldc: i32,
  M: i32,
  N: i32,
  K: i32,
  edge: usize,
): void {
  const panels = (N + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const fullPanels = N / PANEL_COLUMNS;
  const panel: i32 = (K * PANEL_COLUMNS) << 2;
  const aStride = lda << 2,
    cStride = ldc << 2;
  // The rows are shared out evenly (50 rows: five tiles of 6 and four of 5), so that no tile is left with one or two.
  const tiles = (M + TILE_ROWS - 1) / TILE_ROWS;
  const rows = M / tiles,
    larger = M % tiles;
  for (let k = 0; k < K; k += DEPTH_BLOCK) {
    const depth = min(DEPTH_BLOCK, K - k);
    const from = k === 0 ? c0 : c;
    const fromStride = k === 0 ? ldc0 << 2 : cStride;
    const bk = packedB + ((k * PANEL_COLUMNS) << 2);
    for (let firstTile = 0, firstRow = 0; firstTile < tiles; firstTile += BLOCK_TILES) {
      const lastTile = min(firstTile + BLOCK_TILES, tiles);
      let p = 0;
      if (M <= 3 && !UNROLL_WIDE) {
        for (; p + 2 <= fullPanels; p += 2) {
          const column = (p * PANEL_COLUMNS) << 2;
          gemmFewRows(
            M,
            a + (k << 2),
            aStride,
            bk + p * panel,
            panel,
            from ? from + column : 0,
            fromStride,
            c + column,
            cStride,
            depth,
          );
        }
      }
      const lastRow = firstRow + rows * (lastTile - firstTile) + max(0, min(lastTile, larger) - firstTile);
      if (UNROLL_WIDE && p + 2 <= fullPanels) {
        const column = (p * PANEL_COLUMNS) << 2;
        gemmPairs(
          a + firstRow * aStride + (k << 2),
          aStride,
          bk + p * panel,
          panel,
          from ? from + firstRow * fromStride + column : 0,
          fromStride,
          c + firstRow * cStride + column,
          cStride,
          lastRow - firstRow,
          fullPanels - p,
          depth,
        );
        p = fullPanels & -2;
      }
      for (; p < panels; p++) {
        const column = (p * PANEL_COLUMNS) << 2;
        const b = bk + p * panel;
        let row = firstRow;
        for (let tile = firstTile; tile < lastTile; tile++) {
          const height = rows + i32(tile < larger);
          const ai = a + row * aStride + (k << 2);
          const ci = c + row * cStride + column;
          const fi = from ? from + row * fromStride + column : 0;
          if (p < fullPanels) {
            gemmRows(height, ai, aStride, b, fi, fromStride, ci, cStride, depth);
          } else {
            const columns = N - p * PANEL_COLUMNS;
            if (fi) copyTile(fi, fromStride, edge, 32, height, columns);
            gemmRows(height, ai, aStride, b, fi ? edge : 0, 32, edge, 32, depth);
            copyTile(edge, 32, ci, cStride, height, columns);
          }
          row += height;
        }
      }
      firstRow = lastRow;
    }
  }
}

/**
 * C (N) = C₀ + a·B for one row a (K), with C₀ null for zero, or C itself to accumulate. The row meets each number of B once, so the way from the
 * caches is what counts: B is packed in the order in which it is read, one stream. Sums have the order that they have in `gemm`, and so
 * the same bits. `edge` has 8 floats for the panel that N leaves incomplete.
 */
export function gemmRow(a: usize, packedB: usize, c0: usize, c: usize, N: i32, K: i32, edge: usize): void {
  while (N > 0) {
    const panels = rowPanels(N);
    const columns = min(panels * PANEL_COLUMNS, N);
    const rest = columns % PANEL_COLUMNS;
    const last: usize = (panels - 1) << 5;
    if (rest && c0) copyTile(c0 + last, 0, edge, 0, 1, rest);
    const lastC0 = c0 ? (rest ? edge : c0 + last) : 0,
      lastC = rest ? edge : c + last;
    if (panels === 1) gemmRows(1, a, 0, packedB, lastC0, 0, lastC, 0, K);
    else if (UNROLL_WIDE) wideRow(panels, a, packedB, c0, lastC0, c, lastC, K);
    else gemmOneRow(a, packedB, c0, c, K);
    if (rest) copyTile(edge, 0, c + last, 0, 1, rest);
    packedB += (panels * K) << 5;
    if (c0) c0 += columns << 2;
    c += columns << 2;
    N -= columns;
  }
}

/** As `gemm`, with B packed for as many rows as A has: for one in the order of `gemmRow`. */
export function stepProduct(
  a: usize,
  lda: i32,
  packedB: usize,
  c0: usize,
  ldc0: i32,
  c: usize,
  ldc: i32,
  M: i32,
  N: i32,
  K: i32,
  edge: usize,
): void {
  if (M === 1) gemmRow(a, packedB, c0, c, N, K, edge);
  else gemm(a, lda, packedB, c0, ldc0, c, ldc, M, N, K, edge);
}

/**
 * C (+)= Aᵀ·B for A (R,M) and B (R,N), the weight gradients: the sum over R is taken in blocks of DEPTH_BLOCK rows, and both
 * operands of a block are packed, because walking down a column of A would touch a new cache line at each step.
 * `scratch` holds a block of packed B, a block of packed A, and an edge tile: gemmTransposedScratch floats.
 */
export function gemmTransposed(
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  R: i32,
  M: i32,
  N: i32,
  accumulate: bool,
  scratch: usize,
): void {
  const panels = (N + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const fullPanels = N / PANEL_COLUMNS;
  const packedB = scratch;
  const packedA = packedB + ((panels * PANEL_COLUMNS * DEPTH_BLOCK) << 2);
  const edge = packedA + ((BLOCK_TILES * TILE_ROWS * DEPTH_BLOCK + 16) << 2);
  const cStride = ldc << 2;
  const tiles = (M + TILE_ROWS - 1) / TILE_ROWS;
  const rows = M / tiles,
    larger = M % tiles;
  for (let r = 0; r < R; r += DEPTH_BLOCK) {
    const depth = min(DEPTH_BLOCK, R - r);
    const panel: i32 = (depth * PANEL_COLUMNS) << 2;
    const keep = accumulate || r > 0;
    packRows(b + ((r * ldb) << 2), ldb, packedB, depth, N);
    for (let firstTile = 0, firstRow = 0; firstTile < tiles; firstTile += BLOCK_TILES) {
      const lastTile = min(firstTile + BLOCK_TILES, tiles);
      let row = firstRow,
        at = packedA;
      const high = max(0, min(lastTile, larger) - firstTile),
        low = lastTile - firstTile - high;
      const from = a + ((r * lda + row) << 2);
      packColumns(from, lda, at, depth, rows + 1, high);
      packColumns(from + ((high * (rows + 1)) << 2), lda, at + ((high * (rows + 1) * depth) << 2), depth, rows, low);
      let p = 0;
      if (UNROLL_WIDE) {
        for (; p + 2 <= fullPanels; p += 2) {
          row = firstRow;
          at = packedA;
          for (let tile = firstTile; tile < lastTile; tile++) {
            const height = rows + i32(tile < larger);
            const ci = c + row * cStride + ((p * PANEL_COLUMNS) << 2);
            widePacked(height, at, packedB + p * panel, panel, keep ? ci : 0, cStride, ci, cStride, depth);
            at += (depth * height) << 2;
            row += height;
          }
        }
      }
      for (; p < panels; p++) {
        row = firstRow;
        at = packedA;
        for (let tile = firstTile; tile < lastTile; tile++) {
          const height = rows + i32(tile < larger);
          const ci = c + row * cStride + ((p * PANEL_COLUMNS) << 2);
          if (p < fullPanels) {
            gemmPacked(height, at, packedB + p * panel, keep ? ci : 0, cStride, ci, cStride, depth);
          } else {
            const columns = N - p * PANEL_COLUMNS;
            if (keep) copyTile(ci, cStride, edge, 32, height, columns);
            gemmPacked(height, at, packedB + p * panel, keep ? edge : 0, 32, edge, 32, depth);
            copyTile(edge, 32, ci, cStride, height, columns);
          }
          at += (depth * height) << 2;
          row += height;
        }
      }
      firstRow = row;
    }
  }
}

/**
 * C (+)= Aᵀ·B for A (K,M) where it lies and packed B (K,N), for N a multiple of eight. Rows of A and C are `lda` and `ldc` floats
 * apart. Neither is packed, so A is to be in the cache.
 */
export function gemmOfColumns(
  a: usize,
  lda: i32,
  packedB: usize,
  c: usize,
  ldc: i32,
  M: i32,
  N: i32,
  K: i32,
  accumulate: bool,
): void {
  const aStride = lda << 2,
    cStride = ldc << 2;
  const panel: i32 = (K * PANEL_COLUMNS) << 2;
  const tiles = (M + TILE_ROWS - 1) / TILE_ROWS;
  const rows = M / tiles,
    larger = M % tiles;
  let column = 0;
  if (UNROLL_WIDE) {
    for (; column + 2 * PANEL_COLUMNS <= N; column += 2 * PANEL_COLUMNS) {
      let ai = a,
        ci = c + (column << 2);
      for (let tile = 0; tile < tiles; tile++) {
        const height = rows + i32(tile < larger);
        wideColumns(height, ai, aStride, packedB, panel, accumulate ? ci : 0, cStride, ci, cStride, K);
        ai += height << 2;
        ci += height * cStride;
      }
      packedB += 2 * panel;
    }
  }
  for (; column < N; column += PANEL_COLUMNS) {
    let ai = a,
      ci = c + (column << 2);
    for (let tile = 0; tile < tiles; tile++) {
      const height = rows + i32(tile < larger);
      gemmColumns(height, ai, aStride, packedB, accumulate ? ci : 0, cStride, ci, cStride, K);
      ai += height << 2;
      ci += height * cStride;
    }
    packedB += panel;
  }
}
