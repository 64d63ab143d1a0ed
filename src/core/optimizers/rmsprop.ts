import {
  SLOT_BETA1,
  SLOT_BETA2,
  SLOT_CLIP_SCALE,
  SLOT_COMPLEMENT2,
  SLOT_DECAY,
  SLOT_EPSILON,
  SLOT_RATE,
} from "../constants";
import { storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";
import { addSums, BLOCK, clipped, isTaken, lanes, splat, valueBound } from "./step";

// @inline
function rmspropLanes(
  pi: v128,
  p: usize,
  g: usize,
  s: usize,
  a: usize,
  b: usize,
  left: i32,
  scale: v128,
  lower: v128,
  upper: v128,
  decay: v128,
  rate: v128,
  alpha: v128,
  c: v128,
  mu: v128,
  e: v128,
): v128 {
  const di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  const si = multiplyAdd(alpha, lanes(s, left), f32x4.mul(c, f32x4.mul(di, di)));
  storeLanes(s, si, left);
  let square = si;
  if (a) {
    const ai = multiplyAdd(alpha, lanes(a, left), f32x4.mul(c, di));
    storeLanes(a, ai, left);
    // A variance; rounding may leave it a little below zero.
    square = f32x4.max(f32x4.sub(si, f32x4.mul(ai, ai)), f32x4.splat(0));
  }
  let ui = f32x4.div(di, f32x4.add(f32x4.sqrt(square), e));
  if (b) {
    ui = multiplyAdd(mu, lanes(b, left), ui);
    storeLanes(b, ui, left);
  }
  const next = multiplyAdd(rate, ui, pi);
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/**
 * RMSprop (Hinton 2012) as in PyTorch: s = αs + (1−α)d², u = d/(√s + ε), p −= rate·u. Centered, with the mean gradient a (n):
 * a = αa + (1−α)d and √(s − a²) in the place of √s. With the momentum buffer b (n): b = μb + u, p −= rate·b.
 */
export function rmsprop(p: usize, g: usize, s: usize, a: usize, b: usize, sums: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    alpha = splat(scalars, SLOT_BETA2),
    c = splat(scalars, SLOT_COMPLEMENT2),
    mu = splat(scalars, SLOT_BETA1),
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
      const change = rmspropLanes(
        pi,
        p + at,
        g + at,
        s + at,
        a ? a + at : 0,
        b ? b + at : 0,
        4,
        scale,
        lower,
        upper,
        decay,
        rate,
        alpha,
        c,
        mu,
        e,
      );
      moved = multiplyAdd(change, change, moved);
      size = multiplyAdd(pi, pi, size);
    }
    addSums(sums, moved, size);
  }
  if (whole < n) {
    const at = whole << 2;
    const pi = lanes(p + at, n - whole);
    const change = rmspropLanes(
      pi,
      p + at,
      g + at,
      s + at,
      a ? a + at : 0,
      b ? b + at : 0,
      n - whole,
      scale,
      lower,
      upper,
      decay,
      rate,
      alpha,
      c,
      mu,
      e,
    );
    addSums(sums, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}
