import { SLOT_BETA1, SLOT_CLIP_SCALE, SLOT_COMPLEMENT1, SLOT_DECAY, SLOT_RATE } from "../constants";
import { storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";
import { addSums, BLOCK, clipped, isTaken, lanes, splat, valueBound } from "./step";

// @inline
function sgdLanes(
  pi: v128,
  p: usize,
  g: usize,
  m: usize,
  left: i32,
  nesterov: bool,
  scale: v128,
  lower: v128,
  upper: v128,
  decay: v128,
  rate: v128,
  mu: v128,
  c: v128,
): v128 {
  let di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  if (m) {
    const mi = multiplyAdd(mu, lanes(m, left), f32x4.mul(c, di));
    storeLanes(m, mi, left);
    di = nesterov ? multiplyAdd(mu, mi, di) : mi;
  }
  const next = multiplyAdd(rate, di, pi);
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/**
 * Stochastic gradient descent as in PyTorch: p −= rate·d. With the momentum buffer m (n): m = μm + c·d, c being 1 at the first
 * step and then 1 − dampening, and p −= rate·m; with `nesterov` p −= rate·(d + μm).
 */
export function sgd(p: usize, g: usize, m: usize, sums: usize, n: i32, nesterov: bool, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    mu = splat(scalars, SLOT_BETA1),
    c = splat(scalars, SLOT_COMPLEMENT1);
  const whole = n & ~3;
  memory.fill(sums, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    for (let i = from; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = sgdLanes(pi, p + at, g + at, m ? m + at : 0, 4, nesterov, scale, lower, upper, decay, rate, mu, c);
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addSums(sums, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = sgdLanes(
      pi,
      p + at,
      g + at,
      m ? m + at : 0,
      n - whole,
      nesterov,
      scale,
      lower,
      upper,
      decay,
      rate,
      mu,
      c,
    );
    addSums(sums, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}
