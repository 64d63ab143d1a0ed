// Products with a diagonal matrix p, and its gradient.
import { fill, multiply } from "../pointwise/arithmetic";

/** out (R,N) (+)= x (R,N)·p (N), p repeated over the rows. */
export function multiplyRows(x: usize, p: usize, out: usize, R: i32, N: i32, accumulate: bool): void {
  for (let r = 0; r < R; r++) {
    multiply(x, p, out, N, accumulate);
    x += N << 2;
    out += N << 2;
  }
}

/** out (N) (+)= Σ_r x·y for N columns of x, rows strideX floats apart, and y (R,N): the gradient of a diagonal weight. */
export function productSum(x: usize, strideX: i32, y: usize, out: usize, R: i32, N: i32, accumulate: bool): void {
  if (!accumulate) fill(out, 0, N);
  for (let r = 0; r < R; r++) {
    multiply(x, y, out, N, true);
    x += strideX << 2;
    y += N << 2;
  }
}
