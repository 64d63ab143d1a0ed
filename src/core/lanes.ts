// Four floats at a time, and the last of a row.

// Lane-wise loops share one shape: four at a time, then the rest through one padded vector.
// @inline
function loadRest(x: usize, n: i32): v128 {
  let v = f32x4.splat(load<f32>(x));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(x, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(x, 8));
  return v;
}

// @inline
function storeRest(out: usize, v: v128, n: i32): void {
  store<f32>(out, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(out, f32x4.extract_lane(v, 1), 4);
  if (n > 2) store<f32>(out, f32x4.extract_lane(v, 2), 8);
}

/** Four lanes at `p`, or the last `n` < 4 of them. */
// @inline
export function loadLanes(p: usize, n: i32): v128 {
  return n >= 4 ? v128.load(p) : loadRest(p, n);
}

// @inline
export function storeLanes(p: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(p, v);
  else storeRest(p, v, n);
}

/** 24 zeros, to be read where there is nothing: a branch would keep V8 from packing pairs of vectors. */
export const ZEROS: usize = memory.data(96, 16);
