// Element by element, n floats each, in place too (out may be x or y).
import { loadLanes, storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";

/** out = value. */
export function fill(out: usize, value: f32, n: i32): void {
  const v = f32x4.splat(value);
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), v, n - i);
}

/** out = x. */
export function copy(x: usize, out: usize, n: i32): void {
  memory.copy(out, x, n << 2);
}

/** out = x + scale·y. */
export function addScaled(x: usize, y: usize, scale: f32, out: usize, n: i32): void {
  const s = f32x4.splat(scale);
  for (let i = 0; i < n; i += 4) {
    const sum = f32x4.add(loadLanes(x + (i << 2), n - i), f32x4.mul(s, loadLanes(y + (i << 2), n - i)));
    storeLanes(out + (i << 2), sum, n - i);
  }
}

/** out (+)= x·y. */
export function multiply(x: usize, y: usize, out: usize, n: i32, accumulate: bool): void {
  for (let i = 0; i < n; i += 4) {
    const before = accumulate ? loadLanes(out + (i << 2), n - i) : f32x4.splat(0);
    storeLanes(
      out + (i << 2),
      multiplyAdd(loadLanes(x + (i << 2), n - i), loadLanes(y + (i << 2), n - i), before),
      n - i,
    );
  }
}
