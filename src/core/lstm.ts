// i, f, o = σ(·), g = tanh(·) of x̂_t + W_hh h_{t−1};  c_t = f⊙c_{t−1} + i⊙g;  h_t = o⊙tanh c_t.
// x̂ (T,B,4H) is the input product with its biases; gates lie in PyTorch's order i, f, g, o.
import { loadLanes, storeLanes } from "./elementwise";
import { gemm } from "./gemm";
import { stopRequested } from "./control";
import { multiplyAdd, sigmoidPoly7, tanhPoly7 } from "./vectorMath";

/** gates (B,4H), pre-activations → activations in place; c (B,H), h (B,H) out. */
function lstmPointwise(gates: usize, cBefore: usize, c: usize, h: usize, B: i32, H: i32): void {
  const row: usize = H << 2;
  for (let b = 0; b < B; b++) {
    for (let j = 0; j < H; j += 4) {
      const n = H - j;
      const pi = gates + (j << 2),
        pf = pi + row,
        pg = pf + row,
        po = pg + row;
      const i = sigmoidPoly7(loadLanes(pi, n)),
        f = sigmoidPoly7(loadLanes(pf, n)),
        g = tanhPoly7(loadLanes(pg, n)),
        o = sigmoidPoly7(loadLanes(po, n));
      const cell = multiplyAdd(f, loadLanes(cBefore + (j << 2), n), f32x4.mul(i, g));
      storeLanes(pi, i, n);
      storeLanes(pf, f, n);
      storeLanes(pg, g, n);
      storeLanes(po, o, n);
      storeLanes(c + (j << 2), cell, n);
      storeLanes(h + (j << 2), f32x4.mul(o, tanhPoly7(cell)), n);
    }
    gates += row << 2;
    cBefore += row;
    c += row;
    h += row;
  }
}

/** gates (T,B,4H) (may be xs), cells (T,B,H), hs (T,B,H) out; packedW is W_hhᵀ packed for (K=H, N=4H). False when stopped. */
export function lstmForward(
  xs: usize,
  packedW: usize,
  h0: usize,
  c0: usize,
  gates: usize,
  cells: usize,
  hs: usize,
  T: i32,
  B: i32,
  H: i32,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  let h = h0,
    c = c0;
  for (let t = 0; t < T; t++) {
    if (stopRequested()) return false;
    gemm(h, H, packedW, xs, 4 * H, gates, 4 * H, B, 4 * H, H, edge);
    lstmPointwise(gates, c, cells, hs, B, H);
    h = hs;
    c = cells;
    hs += step;
    cells += step;
    gates += step << 2;
    xs += step << 2;
  }
  return true;
}

/** One step back: dGates (B,4H) from gates (may be the same), dh and the running dc (B,H), which becomes that of c_{t−1}. */
function lstmPointwiseBackward(
  gates: usize,
  cBefore: usize,
  c: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
  B: i32,
  H: i32,
): void {
  const row: usize = H << 2;
  const one = f32x4.splat(1);
  for (let b = 0; b < B; b++) {
    for (let j = 0; j < H; j += 4) {
      const n = H - j;
      const at: usize = j << 2;
      const i = loadLanes(gates + at, n),
        f = loadLanes(gates + at + row, n),
        g = loadLanes(gates + at + 2 * row, n),
        o = loadLanes(gates + at + 3 * row, n);
      const tanhC = tanhPoly7(loadLanes(c + at, n));
      const dhj = loadLanes(dh + at, n);
      const slope = f32x4.mul(o, f32x4.sub(one, f32x4.mul(tanhC, tanhC)));
      const dcj = multiplyAdd(dhj, slope, loadLanes(dc + at, n));
      storeLanes(dGates + at, f32x4.mul(f32x4.mul(dcj, g), f32x4.mul(i, f32x4.sub(one, i))), n);
      const fSlope = f32x4.mul(f, f32x4.sub(one, f));
      storeLanes(dGates + at + row, f32x4.mul(f32x4.mul(dcj, loadLanes(cBefore + at, n)), fSlope), n);
      storeLanes(dGates + at + 2 * row, f32x4.mul(f32x4.mul(dcj, i), f32x4.sub(one, f32x4.mul(g, g))), n);
      storeLanes(dGates + at + 3 * row, f32x4.mul(f32x4.mul(dhj, tanhC), f32x4.mul(o, f32x4.sub(one, o))), n);
      storeLanes(dc + at, f32x4.mul(dcj, f), n);
    }
    gates += row << 2;
    dGates += row << 2;
    cBefore += row;
    c += row;
    dh += row;
    dc += row;
  }
}

/**
 * dhs (T,B,H), the gradient from above, becomes dStates (T,B,H), the whole gradient of h_t, in place too; dGates (T,B,4H)
 * (may be gates) is that of the pre-activations; dc (B,H) ends as the gradient of c0. packedW is W_hh packed for
 * (K=4H, N=H). False when stopped.
 */
export function lstmBackward(
  gates: usize,
  cells: usize,
  c0: usize,
  dhs: usize,
  packedW: usize,
  dGates: usize,
  dStates: usize,
  dc: usize,
  T: i32,
  B: i32,
  H: i32,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  memory.fill(dc, 0, step);
  for (let t = T - 1; t >= 0; t--) {
    if (stopRequested()) return false;
    const at: i32 = t * step;
    if (t == T - 1) memory.copy(dStates + at, dhs + at, step);
    const before = t ? cells + at - step : c0;
    lstmPointwiseBackward(gates + 4 * at, before, cells + at, dStates + at, dc, dGates + 4 * at, B, H);
    if (t > 0) {
      gemm(dGates + 4 * at, 4 * H, packedW, dhs + at - step, H, dStates + at - step, H, B, H, 4 * H, edge);
    }
  }
  return true;
}
