// Activation functions, n floats each, in place too. Backward: dx (+)= …; `accumulate` adds to what is there.
import { loadLanes, storeLanes } from "../lanes";
import { multiplyAdd, sigmoidPoly6, tanhPoly6 } from "../vectorMath";

/** out = tanh x. */
export function tanhForward(x: usize, out: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), tanhPoly6(loadLanes(x + (i << 2), n - i)), n - i);
}

/** dx (+)= dy·(1 − y²), y = tanh x. */
export function tanhBackward(dy: usize, y: usize, dx: usize, n: i32, accumulate: bool): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i += 4) {
    const v = loadLanes(y + (i << 2), n - i);
    const slope = f32x4.sub(one, f32x4.mul(v, v));
    const before = accumulate ? loadLanes(dx + (i << 2), n - i) : f32x4.splat(0);
    storeLanes(dx + (i << 2), multiplyAdd(loadLanes(dy + (i << 2), n - i), slope, before), n - i);
  }
}

/** out = 1/(1 + e^−x). */
export function sigmoidForward(x: usize, out: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), sigmoidPoly6(loadLanes(x + (i << 2), n - i)), n - i);
}

/** dx (+)= dy·y·(1 − y), y = σ(x). */
export function sigmoidBackward(dy: usize, y: usize, dx: usize, n: i32, accumulate: bool): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i += 4) {
    const v = loadLanes(y + (i << 2), n - i);
    const slope = f32x4.mul(v, f32x4.sub(one, v));
    const before = accumulate ? loadLanes(dx + (i << 2), n - i) : f32x4.splat(0);
    storeLanes(dx + (i << 2), multiplyAdd(loadLanes(dy + (i << 2), n - i), slope, before), n - i);
  }
}

/** out = max(x, 0). */
export function reluForward(x: usize, out: usize, n: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), f32x4.max(loadLanes(x + (i << 2), n - i), zero), n - i);
}

/** dx (+)= dy where y > 0, y = max(x, 0). */
export function reluBackward(dy: usize, y: usize, dx: usize, n: i32, accumulate: bool): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < n; i += 4) {
    const slope = v128.and(loadLanes(dy + (i << 2), n - i), f32x4.gt(loadLanes(y + (i << 2), n - i), zero));
    storeLanes(dx + (i << 2), accumulate ? f32x4.add(loadLanes(dx + (i << 2), n - i), slope) : slope, n - i);
  }
}
