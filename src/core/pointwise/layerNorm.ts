// Layer normalisation of rows (Ba, Kiros and Hinton 2016): y = γ⊙x̂ + β, x̂ = (x − μ)·ρ, with μ the mean of the row and
// ρ = 1/√(variance + ε), ε = 1e-5 as in PyTorch. Backward, with d = γ⊙dy: dx = ρ·(d − mean d − x̂·mean(d⊙x̂)), dγ = Σ_rows dy⊙x̂.
import { loadLanes, storeLanes } from "../lanes";
import { fill } from "../pointwise/arithmetic";
import { multiplyAdd, sumLanes } from "../vectorMath";

const EPSILON: f32 = 1e-5;

/** y (R,N) and statistics (R,2), μ and ρ, out; bias (N) or null. */
export function layerNormForward(
  x: usize,
  gain: usize,
  bias: usize,
  y: usize,
  statistics: usize,
  R: i32,
  N: i32,
): void {
  const row: usize = N << 2;
  for (let r = 0; r < R; r++) {
    let sums = f32x4.splat(0);
    // Lanes behind the end of a row are copies of its last ones, so they are added one by one.
    let rest: f32 = 0;
    let i = 0;
    for (; i + 4 <= N; i += 4) sums = f32x4.add(sums, v128.load(x + (i << 2)));
    for (; i < N; i++) rest += load<f32>(x + (i << 2));
    const mean: f32 = (sumLanes(sums) + rest) / (N as f32);
    const m = f32x4.splat(mean);
    sums = f32x4.splat(0);
    rest = 0;
    for (i = 0; i + 4 <= N; i += 4) {
      const d = f32x4.sub(v128.load(x + (i << 2)), m);
      sums = multiplyAdd(d, d, sums);
    }
    for (; i < N; i++) {
      const d: f32 = load<f32>(x + (i << 2)) - mean;
      rest += d * d;
    }
    const scale: f32 = 1 / sqrt<f32>((sumLanes(sums) + rest) / (N as f32) + EPSILON);
    const s = f32x4.splat(scale);
    for (i = 0; i < N; i += 4) {
      const at: usize = i << 2;
      const normal = f32x4.mul(f32x4.sub(loadLanes(x + at, N - i), m), s);
      const shift = bias ? loadLanes(bias + at, N - i) : f32x4.splat(0);
      storeLanes(y + at, multiplyAdd(normal, loadLanes(gain + at, N - i), shift), N - i);
    }
    store<f32>(statistics, mean);
    store<f32>(statistics, scale, 4);
    x += row;
    y += row;
    statistics += 8;
  }
}

/** dx (R,N) (+)=, from dy, x and their statistics. */
export function layerNormBackward(
  dy: usize,
  x: usize,
  gain: usize,
  statistics: usize,
  dx: usize,
  R: i32,
  N: i32,
  accumulate: bool,
): void {
  const row: usize = N << 2;
  for (let r = 0; r < R; r++) {
    const mean = load<f32>(statistics);
    const scale = load<f32>(statistics, 4);
    const m = f32x4.splat(mean),
      s = f32x4.splat(scale);
    let sums = f32x4.splat(0),
      products = f32x4.splat(0);
    let sum: f32 = 0,
      product: f32 = 0;
    let i = 0;
    for (; i + 4 <= N; i += 4) {
      const at: usize = i << 2;
      const d = f32x4.mul(v128.load(dy + at), v128.load(gain + at));
      sums = f32x4.add(sums, d);
      products = multiplyAdd(d, f32x4.mul(f32x4.sub(v128.load(x + at), m), s), products);
    }
    for (; i < N; i++) {
      const at: usize = i << 2;
      const d: f32 = load<f32>(dy + at) * load<f32>(gain + at);
      sum += d;
      product += d * (load<f32>(x + at) - mean) * scale;
    }
    const a = f32x4.splat((sumLanes(sums) + sum) / (N as f32));
    const b = f32x4.splat((sumLanes(products) + product) / (N as f32));
    for (i = 0; i < N; i += 4) {
      const at: usize = i << 2;
      const n = N - i;
      const d = f32x4.mul(loadLanes(dy + at, n), loadLanes(gain + at, n));
      const normal = f32x4.mul(f32x4.sub(loadLanes(x + at, n), m), s);
      const before = accumulate ? loadLanes(dx + at, n) : f32x4.splat(0);
      storeLanes(dx + at, multiplyAdd(s, f32x4.sub(f32x4.sub(d, a), f32x4.mul(normal, b)), before), n);
    }
    dy += row;
    x += row;
    dx += row;
    statistics += 8;
  }
}

/** dγ (N) (+)= Σ_rows dy⊙x̂. */
export function layerNormGain(
  dy: usize,
  x: usize,
  statistics: usize,
  dGain: usize,
  R: i32,
  N: i32,
  accumulate: bool,
): void {
  const row: usize = N << 2;
  if (!accumulate) fill(dGain, 0, N);
  for (let r = 0; r < R; r++) {
    const m = f32x4.splat(load<f32>(statistics)),
      s = f32x4.splat(load<f32>(statistics, 4));
    for (let i = 0; i < N; i += 4) {
      const at: usize = i << 2;
      const normal = f32x4.mul(f32x4.sub(loadLanes(x + at, N - i), m), s);
      storeLanes(dGain + at, multiplyAdd(loadLanes(dy + at, N - i), normal, loadLanes(dGain + at, N - i)), N - i);
    }
    dy += row;
    x += row;
    statistics += 8;
  }
}
