// Flat loops over parameters, gradients and moments, which share one layout of n floats. What optimisers have in common: the
// gradient is used as d = clipValue(g·scale) + decay·p, where scale comes from clipping by norm and decay is the weight decay
// that is part of the gradient (L2); `shrink` multiplies the parameter first (decoupled weight decay). All numbers stand in
// scalar slots. Each loop leaves two sums in `sums`, f64, of its n elements: (change of p)² and p² before. They are added up
// in f32 over a block and in f64 beyond: statistics, on which nothing depends. The step of four lanes is written once and
// inlined twice, for whole vectors and for the rest.

import { SLOT_CLIP_VALUE, SLOT_GRADIENT_NORM } from "../constants";

/** Elements whose squares are added up in f32. */
export const BLOCK: i32 = 1024;

function lastLanes(p: usize, n: i32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(p));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

/** Four lanes, or the last `n` < 4 and zeros, which add nothing to a sum. */
// @inline
export function lanes(p: usize, n: i32): v128 {
  return n >= 4 ? v128.load(p) : lastLanes(p, n);
}

// @inline
export function splat(scalars: usize, slot: i32): v128 {
  return v128.load32_splat(scalars + slot);
}

/** Whether there is a step: one whose gradient is not finite is not taken, whatever the caller does. */
// @inline
export function isTaken(scalars: usize): bool {
  return isFinite(load<f64>(scalars, SLOT_GRADIENT_NORM));
}

/** The bound of each component on both sides, the largest number where values are not clipped. */
// @inline
export function valueBound(scalars: usize): v128 {
  const bound = load<f32>(scalars, SLOT_CLIP_VALUE);
  return f32x4.splat(bound > 0 ? bound : f32.MAX_VALUE);
}

/** NaN stays NaN, since it stands first: `min` and `max`, which ask for it on both sides, are ten instructions each. */
// @inline
export function clipped(g: v128, scale: v128, lower: v128, upper: v128): v128 {
  return f32x4.pmax(f32x4.pmin(f32x4.mul(g, scale), upper), lower);
}

/** The sum of four lanes in f64. */
// @inline
export function laneSum(v: v128): f64 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @inline
export function addSums(sums: usize, moved: v128, size: v128): void {
  store<f64>(sums, load<f64>(sums) + laneSum(moved));
  store<f64>(sums, load<f64>(sums, 8) + laneSum(size), 8);
}
