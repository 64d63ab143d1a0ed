// A bias, added to every row, and its gradient.
import { loadLanes, storeLanes } from "../lanes";
import { addScaled, fill } from "../pointwise/arithmetic";

/** out (R,N) = x (R,N) + b (N). */
export function biasForward(x: usize, b: usize, out: usize, R: i32, N: i32): void {
  for (let r = 0; r < R; r++) {
    addScaled(x, b, 1, out, N);
    x += N << 2;
    out += N << 2;
  }
}

/** out (N) (+)= the sum of the rows of x (R,N): the gradient of a bias. Sixteen rows at a time, so that `out` stays near. */
export function columnSum(x: usize, out: usize, R: i32, N: i32, accumulate: bool): void {
  const stride: i32 = N << 2;
  if (!accumulate) fill(out, 0, N);
  for (let r = 0; r < R; r += 16) {
    const end = min(r + 16, R);
    for (let i = 0; i < N; i += 4) {
      let sum = loadLanes(out + (i << 2), N - i);
      let p = x + r * stride + (i << 2);
      for (let k = r; k < end; k++) {
        sum = f32x4.add(sum, loadLanes(p, N - i));
        p += stride;
      }
      storeLanes(out + (i << 2), sum, N - i);
    }
  }
}
