import {
  SLOT_BETA1,
  SLOT_BETA2,
  SLOT_CLIP_SCALE,
  SLOT_COMPLEMENT1,
  SLOT_COMPLEMENT2,
  SLOT_CORRECTION2,
  SLOT_DECAY,
  SLOT_EPSILON,
  SLOT_RATE,
  SLOT_SHRINK,
} from "../constants";
import { storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";
import { addSums, BLOCK, clipped, isTaken, lanes, splat, valueBound } from "./step";

// @inline
function adamLanes(
  pi: v128,
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  left: i32,
  scale: v128,
  lower: v128,
  upper: v128,
  decay: v128,
  rate: v128,
  shrink: v128,
  b1: v128,
  c1: v128,
  b2: v128,
  c2: v128,
  k: v128,
  e: v128,
): v128 {
  const di = multiplyAdd(decay, pi, clipped(lanes(g, left), scale, lower, upper));
  const mi = multiplyAdd(b1, lanes(m, left), f32x4.mul(c1, di));
  const vi = multiplyAdd(b2, lanes(v, left), f32x4.mul(c2, f32x4.mul(di, di)));
  storeLanes(m, mi, left);
  storeLanes(v, vi, left);
  const next = multiplyAdd(rate, f32x4.div(mi, multiplyAdd(f32x4.sqrt(vi), k, e)), f32x4.mul(shrink, pi));
  storeLanes(p, next, left);
  return f32x4.sub(next, pi);
}

/**
 * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019) as in PyTorch: m = β₁m + (1−β₁)d, v = β₂v + (1−β₂)d²,
 * p = shrink·p − rate·m/(√v·correction2 + ε), where rate = α/(1−β₁ᵗ) and correction2 = 1/√(1−β₂ᵗ). The complements 1−β come
 * from f64: in f32, 1 − 0.999 is off by 1e-5.
 */
export function adam(p: usize, g: usize, m: usize, v: usize, sums: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const scale = splat(scalars, SLOT_CLIP_SCALE),
    upper = valueBound(scalars),
    lower = f32x4.neg(upper),
    decay = splat(scalars, SLOT_DECAY),
    rate = f32x4.neg(splat(scalars, SLOT_RATE)),
    shrink = splat(scalars, SLOT_SHRINK),
    b1 = splat(scalars, SLOT_BETA1),
    c1 = splat(scalars, SLOT_COMPLEMENT1),
    b2 = splat(scalars, SLOT_BETA2),
    c2 = splat(scalars, SLOT_COMPLEMENT2),
    k = splat(scalars, SLOT_CORRECTION2),
    e = splat(scalars, SLOT_EPSILON);
  const whole = n & ~3;
  memory.fill(sums, 0, 16);
  for (let from = 0; from < whole; from += BLOCK) {
    const end = min(from + BLOCK, whole);
    let moved = f32x4.splat(0),
      size = f32x4.splat(0);
    let i = from;
    // Eight at a time, all read before anything is written, so that V8 can pack pairs of vectors.
    for (; UNROLL_WIDE && i + 8 <= end; i += 8) {
      const at = i << 2;
      const pAt = p + at,
        gAt = g + at,
        mAt = m + at,
        vAt = v + at;
      const p0 = v128.load(pAt),
        p1 = v128.load(pAt, 16);
      const d0 = multiplyAdd(decay, p0, clipped(v128.load(gAt), scale, lower, upper)),
        d1 = multiplyAdd(decay, p1, clipped(v128.load(gAt, 16), scale, lower, upper));
      const m0 = multiplyAdd(b1, v128.load(mAt), f32x4.mul(c1, d0)),
        m1 = multiplyAdd(b1, v128.load(mAt, 16), f32x4.mul(c1, d1));
      const v0 = multiplyAdd(b2, v128.load(vAt), f32x4.mul(c2, f32x4.mul(d0, d0))),
        v1 = multiplyAdd(b2, v128.load(vAt, 16), f32x4.mul(c2, f32x4.mul(d1, d1)));
      const move0 = f32x4.div(m0, multiplyAdd(f32x4.sqrt(v0), k, e)),
        move1 = f32x4.div(m1, multiplyAdd(f32x4.sqrt(v1), k, e));
      const next0 = multiplyAdd(rate, move0, f32x4.mul(shrink, p0)),
        next1 = multiplyAdd(rate, move1, f32x4.mul(shrink, p1));
      v128.store(mAt, m0);
      v128.store(mAt, m1, 16);
      v128.store(vAt, v0);
      v128.store(vAt, v1, 16);
      v128.store(pAt, next0);
      v128.store(pAt, next1, 16);
      const change0 = f32x4.sub(next0, p0),
        change1 = f32x4.sub(next1, p1);
      moved = multiplyAdd(change1, change1, multiplyAdd(change0, change0, moved));
      size = multiplyAdd(p1, p1, multiplyAdd(p0, p0, size));
    }
    for (; i < end; i += 4) {
      const at = i << 2;
      const pi = v128.load(p + at);
      const change = adamLanes(
        pi,
        p + at,
        g + at,
        m + at,
        v + at,
        4,
        scale,
        lower,
        upper,
        decay,
        rate,
        shrink,
        b1,
        c1,
        b2,
        c2,
        k,
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
    const change = adamLanes(
      pi,
      p + at,
      g + at,
      m + at,
      v + at,
      n - whole,
      scale,
      lower,
      upper,
      decay,
      rate,
      shrink,
      b1,
      c1,
      b2,
      c2,
      k,
      e,
    );
    addSums(sums, f32x4.mul(change, change), f32x4.mul(pi, pi));
  }
}
