// Element by element, n floats each, in place too (out may be x or y). Backward: dx (+)= …; `accumulate` adds to what is there.
import { multiplyAdd, sigmoidPoly7, tanhPoly7 } from "../vectorMath";

// Lane-wise loops share one shape: four at a time, then the rest through one padded vector.
// @ts-ignore: decorator
@inline
function loadRest(x: usize, n: i32): v128 {
  let v = f32x4.splat(load<f32>(x));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(x, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(x, 8));
  return v;
}

// @ts-ignore: decorator
@inline
function storeRest(out: usize, v: v128, n: i32): void {
  store<f32>(out, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(out, f32x4.extract_lane(v, 1), 4);
  if (n > 2) store<f32>(out, f32x4.extract_lane(v, 2), 8);
}

/** Four lanes at `p`, or the last `n` < 4 of them. */
// @ts-ignore: decorator
@inline
export function loadLanes(p: usize, n: i32): v128 {
  return n >= 4 ? v128.load(p) : loadRest(p, n);
}

// @ts-ignore: decorator
@inline
export function storeLanes(p: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(p, v);
  else storeRest(p, v, n);
}

export function fill(out: usize, value: f32, n: i32): void {
  const v = f32x4.splat(value);
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), v, n - i);
}

/** out = tanh x. */
export function tanhForward(x: usize, out: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), tanhPoly7(loadLanes(x + (i << 2), n - i)), n - i);
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
  for (let i = 0; i < n; i += 4) storeLanes(out + (i << 2), sigmoidPoly7(loadLanes(x + (i << 2), n - i)), n - i);
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
    storeLanes(out + (i << 2), multiplyAdd(loadLanes(x + (i << 2), n - i), loadLanes(y + (i << 2), n - i), before), n - i);
  }
}

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

/** out (N,M) (+)= xᵀ for x (M,N). */
export function transpose(x: usize, out: usize, M: i32, N: i32, accumulate: bool): void {
  for (let i = 0; i < M; i++) {
    let to = out + (i << 2);
    for (let j = 0; j < N; j++) {
      store<f32>(to, accumulate ? load<f32>(to) + load<f32>(x) : load<f32>(x));
      x += 4;
      to += M << 2;
    }
  }
}

/** out (R,n) (+)= x (R,n), rows strideX and strideOut floats apart: columns of a matrix. */
export function copyColumns(
  x: usize,
  out: usize,
  strideX: i32,
  strideOut: i32,
  R: i32,
  n: i32,
  accumulate: bool,
): void {
  for (let r = 0; r < R; r++) {
    for (let i = 0; i < n; i += 4) {
      const v = loadLanes(x + (i << 2), n - i);
      storeLanes(out + (i << 2), accumulate ? f32x4.add(loadLanes(out + (i << 2), n - i), v) : v, n - i);
    }
    x += strideX << 2;
    out += strideOut << 2;
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
