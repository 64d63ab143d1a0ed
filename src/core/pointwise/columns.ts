import { loadLanes, storeLanes } from "../lanes";

/** out (R,n) (+)= x (R,n), rows strideX and strideOut floats apart: columns of a matrix. */
export function copyColumns(
  x: usize,
  out: usize,
  strideX: i32,
  strideOut: i32,
  R: i32,
  n: i32,
  accumulate: bool,
): void {
  for (let r = 0; r < R; r++) {
    for (let i = 0; i < n; i += 4) {
      const v = loadLanes(x + (i << 2), n - i);
      storeLanes(out + (i << 2), accumulate ? f32x4.add(loadLanes(out + (i << 2), n - i), v) : v, n - i);
    }
    x += strideX << 2;
    out += strideOut << 2;
  }
}
