// Packing: an operand of a product laid out in the order in which the micro-kernels read it.
import { PANEL_COLUMNS } from "../constants";

/** B (K,N) in panels, of rows `ld` floats apart, or with `transposed` of those of W (N,K); with `row` as `gemmRow` reads it. */
export function pack(source: usize, ld: i32, target: usize, K: i32, N: i32, transposed: bool, row: bool): void {
  if (row) packForRow(source, ld, target, K, N, transposed);
  else if (transposed) packTransposed(source, ld, target, K, N, 32, K << 5);
  else packRows(source, ld, target, K, N);
}

/** Panels that one row takes at once, of a product with so many columns left: in the wide build shared out evenly, in pairs where they can be. */
export function rowPanels(N: i32): i32 {
  if (!UNROLL_WIDE) return N >= 4 * PANEL_COLUMNS ? 4 : 1;
  const panels = (N + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
  const groups = (panels + 9) / 10,
    pair = panels % 2 ? 1 : 2;
  return pair * ((panels / pair + groups - 1) / groups);
}

/** Panels that a row takes at once lie beside each other at each step of depth: (K, panels, 8). */
function packForRow(source: usize, ld: i32, target: usize, K: i32, N: i32, transposed: bool): void {
  while (N > 0) {
    const panels = rowPanels(N);
    const columns = min(panels * PANEL_COLUMNS, N);
    if (transposed) packTransposed(source, ld, target, K, columns, panels << 5, 32);
    else packRowsApart(source, ld, target, K, columns, panels << 5, 32);
    source += (transposed ? columns * ld : columns) << 2;
    target += (panels * K) << 5;
    N -= columns;
  }
}

/**
 * B (K,N), rows `ld` floats apart → panels (⌈N/8⌉, K, 8), zeros beyond N. The source's rows are read whole.
 */
export function packRows(source: usize, ld: i32, target: usize, K: i32, N: i32): void {
  packRowsApart(source, ld, target, K, N, 32, K << 5);
}

/** The same with panels `apart` bytes and their rows `step` bytes apart. */
function packRowsApart(source: usize, ld: i32, target: usize, K: i32, N: i32, step: usize, apart: usize): void {
  const panels = N / PANEL_COLUMNS,
    left = N % PANEL_COLUMNS;
  const stride = ld << 2;
  let p = 0;
  // Two panels at a time: 64 bytes, a line of the cache, which is read once.
  for (; p + 2 <= panels; p += 2) {
    let from = source + ((p * PANEL_COLUMNS) << 2),
      to = target;
    for (let k = 0; k < K; k++) {
      const a = v128.load(from),
        b = v128.load(from, 16),
        c = v128.load(from, 32),
        d = v128.load(from, 48);
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to + apart, c);
      v128.store(to + apart, d, 16);
      from += stride;
      to += step;
    }
    target += 2 * apart;
  }
  if (p < panels) {
    let from = source + ((p * PANEL_COLUMNS) << 2),
      to = target;
    for (let k = 0; k < K; k++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += stride;
      to += step;
    }
    target += apart;
  }
  if (left) {
    let from = source + ((panels * PANEL_COLUMNS) << 2);
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < PANEL_COLUMNS; j++) store<f32>(target + j * 4, j < left ? load<f32>(from + j * 4) : 0);
      from += stride;
      target += step;
    }
  }
}

/** Four floats of each of four rows, `stride` bytes apart, written as four of four, `step` bytes apart. */
// @inline
function transposeQuad(from: usize, stride: usize, to: usize, step: usize): void {
  const a = v128.load(from),
    b = v128.load(from + stride),
    c = v128.load(from + 2 * stride),
    d = v128.load(from + 3 * stride);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5),
    cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5),
    abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7),
    cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(to + step, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(to + 2 * step, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * step, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}

/** The same panels of B = Wᵀ for W (N,K), rows `ld` floats apart: PyTorch's layout of a weight. */
function packTransposed(source: usize, ld: i32, target: usize, K: i32, N: i32, step: usize, apart: usize): void {
  const stride = ld << 2;
  for (let n = 0; n < N; n += PANEL_COLUMNS) {
    const columns = min(PANEL_COLUMNS, N - n);
    // Quads of columns go four steps of depth at a time; what is left over, one number after the other.
    const quads = columns & ~3,
      whole = K & ~3;
    for (let j = 0; j < quads; j += 4) {
      const from = source + (n + j) * stride;
      let to = target + j * 4;
      for (let k = 0; k < whole; k += 4) {
        transposeQuad(from + (k << 2), stride, to, step);
        to += 4 * step;
      }
    }
    for (let j = 0; j < quads; j++) {
      for (let k = whole; k < K; k++) {
        store<f32>(target + (k as usize) * step + j * 4, load<f32>(source + (n + j) * stride + (k << 2)));
      }
    }
    for (let j = quads; j < columns; j++) {
      let from = source + (n + j) * stride,
        to = target + j * 4;
      for (let k = 0; k < K; k++) {
        store<f32>(to, load<f32>(from));
        from += 4;
        to += step;
      }
    }
    for (let j = columns; j < PANEL_COLUMNS; j++) {
      let to = target + j * 4;
      for (let k = 0; k < K; k++) {
        store<f32>(to, 0);
        to += step;
      }
    }
    target += apart;
  }
}

/** `height` (4 to 6) neighbouring floats. */
// @inline
function copyRow(source: usize, target: usize, height: i32): void {
  v128.store(target, v128.load(source));
  if (height === 5) v128.store32_lane(target, v128.load(source, 16), 0, 16);
  if (height === 6) v128.store64_lane(target, v128.load(source, 16), 0, 16);
}

/** As many tiles of one height as there are, four beside each other, so that a line of the source is read once. */
// @inline
function packTiles(source: usize, stride: usize, target: usize, R: i32, height: i32, tiles: i32): void {
  const step: usize = height << 2;
  const tile: usize = (R as usize) * step;
  for (; tiles >= 4; tiles -= 4) {
    let from = source,
      to = target;
    const end = target + tile;
    while (to < end) {
      copyRow(from, to, height);
      copyRow(from + step, to + tile, height);
      copyRow(from + 2 * step, to + 2 * tile, height);
      copyRow(from + 3 * step, to + 3 * tile, height);
      from += stride;
      to += step;
    }
    source += 4 * step;
    target += 4 * tile;
  }
  for (; tiles > 0; tiles--) {
    let from = source,
      to = target;
    const end = target + tile;
    while (to < end) {
      copyRow(from, to, height);
      from += stride;
      to += step;
    }
    source += step;
    target += tile;
  }
}

/** Tiles of `height` (1 to 6) neighbouring columns of A (R,M) → (tiles, R, height). The source has 8 floats of slack behind it. */
export function packColumns(source: usize, ld: i32, target: usize, R: i32, height: i32, tiles: i32): void {
  const stride: usize = ld << 2;
  if (height === 6) return packTiles(source, stride, target, R, 6, tiles);
  if (height === 5) return packTiles(source, stride, target, R, 5, tiles);
  if (height === 4) return packTiles(source, stride, target, R, 4, tiles);
  for (let tile = 0; tile < tiles; tile++) {
    for (let r = 0; r < R; r++) {
      for (let j = 0; j < height; j++) {
        store<f32>(target, load<f32>(source + (r as usize) * stride + (j << 2)));
        target += 4;
      }
    }
    source += height << 2;
  }
}
