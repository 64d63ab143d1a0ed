// Packing: an operand of a product laid out in the order in which the micro-kernels read it.
import { PANEL_COLUMNS } from "../constants";

/** B (K,N) in panels, of rows `ld` floats apart, or with `transposed` of those of W (N,K). */
export function pack(source: usize, ld: i32, target: usize, K: i32, N: i32, transposed: bool): void {
  if (transposed) packTransposed(source, ld, target, K, N);
  else packRows(source, ld, target, K, N);
}

/**
 * B (K,N), rows `ld` floats apart → panels (⌈N/8⌉, K, 8), zeros beyond N. The source's rows are read whole.
 */
export function packRows(source: usize, ld: i32, target: usize, K: i32, N: i32): void {
  const panels = N / PANEL_COLUMNS,
    left = N % PANEL_COLUMNS;
  const stride = ld << 2;
  for (let p = 0; p < panels; p++) {
    let from = source + ((p * PANEL_COLUMNS) << 2);
    for (let k = 0; k < K; k++) {
      v128.store(target, v128.load(from));
      v128.store(target, v128.load(from, 16), 16);
      from += stride;
      target += 32;
    }
  }
  if (left) {
    let from = source + ((panels * PANEL_COLUMNS) << 2);
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < PANEL_COLUMNS; j++) store<f32>(target + j * 4, j < left ? load<f32>(from + j * 4) : 0);
      from += stride;
      target += 32;
    }
  }
}

/** The same panels of B = Wᵀ for W (N,K), rows `ld` floats apart: PyTorch's layout of a weight. */
function packTransposed(source: usize, ld: i32, target: usize, K: i32, N: i32): void {
  const stride = ld << 2;
  for (let n = 0; n < N; n += PANEL_COLUMNS) {
    const columns = min(PANEL_COLUMNS, N - n);
    for (let j = 0; j < columns; j++) {
      let from = source + (n + j) * stride,
        to = target + j * 4;
      for (let k = 0; k < K; k++) {
        store<f32>(to, load<f32>(from));
        from += 4;
        to += 32;
      }
    }
    for (let j = columns; j < PANEL_COLUMNS; j++) {
      let to = target + j * 4;
      for (let k = 0; k < K; k++) {
        store<f32>(to, 0);
        to += 32;
      }
    }
    target += K << 5;
  }
}

/**
 * `height` (1 to 6) neighbouring columns of A (R,M) → (R, height). Eight floats are copied at a time; the next row's copy
 * overwrites what was too much, and both source and target have 8 floats of slack behind them.
 */
export function packColumns(source: usize, ld: i32, target: usize, R: i32, height: i32): void {
  const stride = ld << 2,
    step = height << 2;
  for (let r = 0; r < R; r++) {
    v128.store(target, v128.load(source));
    v128.store(target, v128.load(source, 16), 16);
    source += stride;
    target += step;
  }
}
