import { SLOT_CLIP_SCALE, SLOT_DECAY, SLOT_EPSILON, SLOT_RATE } from "../constants";
import { storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";
import { addSums, BLOCK, clipped, isTaken, lanes, splat, valueBound } from "./step";

// @inline
function adagradLanes(
  pi: v128,
  p: usize,
  g: usize,
  s: usize,
  left: i32,
  scale: v128,
  lower: v128,
  upper: v128,
  decay: v128,
  rate: v128,
  e: v128,
): v128 {
  const di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  const si = multiplyAdd(di, di, lanes(s, left));
  storeLanes(s, si, left);
  const next = multiplyAdd(rate, f32x4.div(di, f32x4.add(f32x4.sqrt(si), e)), pi);
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/** Adagrad (Duchi et al. 2011) as in PyTorch: s += d², p −= rate·d/(√s + ε). */
export function adagrad(p: usize, g: usize, s: usize, sums: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    e = splat(scalars, SLOT_EPSILON);
  const whole = n & ~3;
  memory.fill(sums, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = adagradLanes(pi, p + at, g + at, s + at, 4, scale, lower, upper, decay, rate, e);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addSums(sums, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = adagradLanes(pi, p + at, g + at, s + at, n - whole, scale, lower, upper, decay, rate, e);
    addSums(sums, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}
