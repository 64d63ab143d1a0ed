// i, f, o = σ(·), g = tanh(·) of x̂_t + W_hh h_{t−1};  c_t = f⊙c_{t−1} + i⊙g;  h_t = o⊙tanh c_t.
// x̂ (T,B,4H) is the input product with its biases; gates lie in PyTorch's order i, f, g, o.

import { stopRequested } from "../control";
import { loadLanes, storeLanes } from "../lanes";
import { addScaled } from "../pointwise/arithmetic";
import { stepProduct } from "../products/matmul";
import { multiplyAdd, sigmoidPoly6, sigmoidSlope, tanhPoly6, tanhSlope } from "../vectorMath";
import { carryEnded, hasEnded } from "./ended";

/** i, f, g and c of four hidden units, or of the last n < 4 of a row (`n` is a constant 4 in the main loop). */
// @inline
function cellForward(gates: usize, row: usize, cBefore: usize, c: usize, n: i32): void {
  const pf = gates + row,
    pg = pf + row;
  const i = sigmoidPoly6(loadLanes(gates, n)),
    f = sigmoidPoly6(loadLanes(pf, n)),
    g = tanhPoly6(loadLanes(pg, n));
  const cell = multiplyAdd(f, loadLanes(cBefore, n), f32x4.mul(i, g));
  storeLanes(gates, i, n);
  storeLanes(pf, f, n);
  storeLanes(pg, g, n);
  storeLanes(c, cell, n);
}

/** Eight hidden units: all is read before anything is written, so that V8 can pack pairs of vectors. */
// @inline
function cellForwardPair(gates: usize, row: usize, cBefore: usize, c: usize): void {
  const pf = gates + row,
    pg = pf + row;
  const i0 = sigmoidPoly6(v128.load(gates)),
    i1 = sigmoidPoly6(v128.load(gates, 16));
  const f0 = sigmoidPoly6(v128.load(pf)),
    f1 = sigmoidPoly6(v128.load(pf, 16));
  const g0 = tanhPoly6(v128.load(pg)),
    g1 = tanhPoly6(v128.load(pg, 16));
  const c0 = multiplyAdd(f0, v128.load(cBefore), f32x4.mul(i0, g0)),
    c1 = multiplyAdd(f1, v128.load(cBefore, 16), f32x4.mul(i1, g1));
  v128.store(gates, i0);
  v128.store(gates, i1, 16);
  v128.store(pf, f0);
  v128.store(pf, f1, 16);
  v128.store(pg, g0);
  v128.store(pg, g1, 16);
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/** o and h of four hidden units, or of the last n < 4 of a row. */
// @inline
function outputForward(output: usize, c: usize, h: usize, n: i32): void {
  const o = sigmoidPoly6(loadLanes(output, n));
  const hidden = f32x4.mul(o, tanhPoly6(loadLanes(c, n)));
  storeLanes(output, o, n);
  storeLanes(h, hidden, n);
}

// @inline
function outputForwardPair(output: usize, c: usize, h: usize): void {
  const o0 = sigmoidPoly6(v128.load(output)),
    o1 = sigmoidPoly6(v128.load(output, 16));
  const h0 = f32x4.mul(o0, tanhPoly6(v128.load(c))),
    h1 = f32x4.mul(o1, tanhPoly6(v128.load(c, 16)));
  v128.store(output, o0);
  v128.store(output, o1, 16);
  v128.store(h, h0);
  v128.store(h, h1, 16);
}

/**
 * gates (B,4H), pre-activations → activations in place; c (B,H), h (B,H) out. Rows that have ended keep c and h. A row's cells come before
 * its outputs: in one loop, each unit would wait for one activation after another, and a processor looks only some 400 instructions ahead.
 */
export function lstmPointwise(
  gates: usize,
  hBefore: usize,
  cBefore: usize,
  c: usize,
  h: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  const row: usize = H << 2;
  const pairs: usize = UNROLL_WIDE ? row & -32 : 0;
  const whole: usize = (H & -4) << 2;
  for (let b = 0; b < B; b++) {
    if (hasEnded(lengths, t, b)) {
      memory.copy(c, cBefore, row);
      memory.copy(h, hBefore, row);
      memory.fill(gates, 0, row << 2);
    } else {
      const output = gates + 3 * row;
      let at: usize = 0;
      for (; at < pairs; at += 32) cellForwardPair(gates + at, row, cBefore + at, c + at);
      for (; at < whole; at += 16) cellForward(gates + at, row, cBefore + at, c + at, 4);
      if (whole < row) cellForward(gates + whole, row, cBefore + whole, c + whole, H & 3);
      at = 0;
      for (; at < pairs; at += 32) outputForwardPair(output + at, c + at, h + at);
      for (; at < whole; at += 16) outputForward(output + at, c + at, h + at, 4);
      if (whole < row) outputForward(output + whole, c + whole, h + whole, H & 3);
    }
    gates += row << 2;
    hBefore += row;
    cBefore += row;
    c += row;
    h += row;
  }
}

/**
 * gates (T,B,4H) (may be xs), cells (T,B,H), hs (T,B,H) out; packedW is W_hhᵀ packed for (K=H, N=4H). `lengths` (B), or null: a
 * sequence keeps its state at t ≥ its length, with gates 0. `reverse` runs from the last step to the first. False when stopped.
 */
export function lstmForward(
  xs: usize,
  packedW: usize,
  h0: usize,
  c0: usize,
  gates: usize,
  cells: usize,
  hs: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  let h = h0,
    c = c0;
  for (let k = 0; k < T; k++) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const at: usize = t * step;
    stepProduct(h, H, packedW, xs + 4 * at, 4 * H, gates + 4 * at, 4 * H, B, 4 * H, H, edge);
    lstmPointwise(gates + 4 * at, h, c, cells + at, hs + at, lengths, t, B, H);
    h = hs + at;
    c = cells + at;
  }
  return true;
}

// @inline
function cellBackward(
  gates: usize,
  row: usize,
  cBefore: usize,
  c: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
  n: i32,
): void {
  const i = loadLanes(gates, n),
    f = loadLanes(gates + row, n),
    g = loadLanes(gates + 2 * row, n),
    o = loadLanes(gates + 3 * row, n);
  const tanhC = tanhPoly6(loadLanes(c, n));
  const dhj = loadLanes(dh, n);
  const slope = f32x4.mul(o, tanhSlope(tanhC));
  const dcj = multiplyAdd(dhj, slope, loadLanes(dc, n));
  storeLanes(dGates, f32x4.mul(f32x4.mul(dcj, g), sigmoidSlope(i)), n);
  storeLanes(dGates + row, f32x4.mul(f32x4.mul(dcj, loadLanes(cBefore, n)), sigmoidSlope(f)), n);
  storeLanes(dGates + 2 * row, f32x4.mul(f32x4.mul(dcj, i), tanhSlope(g)), n);
  storeLanes(dGates + 3 * row, f32x4.mul(f32x4.mul(dhj, tanhC), sigmoidSlope(o)), n);
  storeLanes(dc, f32x4.mul(dcj, f), n);
}

/** Eight hidden units, as `cellForwardPair`. */
// @inline
function cellBackwardPair(
  gates: usize,
  row: usize,
  cBefore: usize,
  c: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
): void {
  const pf = gates + row,
    pg = pf + row,
    po = pg + row;
  const df = dGates + row,
    dg = df + row,
    dout = dg + row;
  const i0 = v128.load(gates),
    i1 = v128.load(gates, 16);
  const f0 = v128.load(pf),
    f1 = v128.load(pf, 16);
  const g0 = v128.load(pg),
    g1 = v128.load(pg, 16);
  const o0 = v128.load(po),
    o1 = v128.load(po, 16);
  const tanh0 = tanhPoly6(v128.load(c)),
    tanh1 = tanhPoly6(v128.load(c, 16));
  const dh0 = v128.load(dh),
    dh1 = v128.load(dh, 16);
  const slope0 = f32x4.mul(o0, tanhSlope(tanh0)),
    slope1 = f32x4.mul(o1, tanhSlope(tanh1));
  const dc0 = multiplyAdd(dh0, slope0, v128.load(dc)),
    dc1 = multiplyAdd(dh1, slope1, v128.load(dc, 16));
  const di0 = f32x4.mul(f32x4.mul(dc0, g0), sigmoidSlope(i0)),
    di1 = f32x4.mul(f32x4.mul(dc1, g1), sigmoidSlope(i1));
  const df0 = f32x4.mul(f32x4.mul(dc0, v128.load(cBefore)), sigmoidSlope(f0)),
    df1 = f32x4.mul(f32x4.mul(dc1, v128.load(cBefore, 16)), sigmoidSlope(f1));
  const dg0 = f32x4.mul(f32x4.mul(dc0, i0), tanhSlope(g0)),
    dg1 = f32x4.mul(f32x4.mul(dc1, i1), tanhSlope(g1));
  const do0 = f32x4.mul(f32x4.mul(dh0, tanh0), sigmoidSlope(o0)),
    do1 = f32x4.mul(f32x4.mul(dh1, tanh1), sigmoidSlope(o1));
  const left0 = f32x4.mul(dc0, f0),
    left1 = f32x4.mul(dc1, f1);
  v128.store(dGates, di0);
  v128.store(dGates, di1, 16);
  v128.store(df, df0);
  v128.store(df, df1, 16);
  v128.store(dg, dg0);
  v128.store(dg, dg1, 16);
  v128.store(dout, do0);
  v128.store(dout, do1, 16);
  v128.store(dc, left0);
  v128.store(dc, left1, 16);
}

/**
 * One step back: dGates (B,4H) from gates (may be the same), dh and the running dc (B,H), which becomes that of c_{t−1}. Rows
 * that have ended give no gradient to the gates.
 */
export function lstmPointwiseBackward(
  gates: usize,
  cBefore: usize,
  c: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  const row: usize = H << 2;
  const whole: usize = (H & -4) << 2;
  for (let b = 0; b < B; b++) {
    if (hasEnded(lengths, t, b)) {
      memory.fill(dGates, 0, row << 2);
    } else {
      let at: usize = 0;
      if (UNROLL_WIDE) {
        for (; at < (row & -32); at += 32) {
          cellBackwardPair(gates + at, row, cBefore + at, c + at, dh + at, dc + at, dGates + at);
        }
      }
      for (; at < whole; at += 16) {
        cellBackward(gates + at, row, cBefore + at, c + at, dh + at, dc + at, dGates + at, 4);
      }
      if (whole < row) {
        const at = whole;
        cellBackward(gates + at, row, cBefore + at, c + at, dh + at, dc + at, dGates + at, H & 3);
      }
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
 * (may be gates) is that of the pre-activations; dcs (T,B,H), or null, is what comes from above of c; dc (B,H) ends as the gradient of c0; dh0 (B,H), or null, is that of h0. packedW
 * is W_hh packed for (K=4H, N=H). `lengths` and `reverse` as forward. False when stopped.
 */
export function lstmBackward(
  gates: usize,
  cells: usize,
  c0: usize,
  dhs: usize,
  dcs: usize,
  packedW: usize,
  dGates: usize,
  dStates: usize,
  dc: usize,
  dh0: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  memory.fill(dc, 0, step);
  for (let k = T - 1; k >= 0; k--) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const at: usize = t * step;
    if (k === T - 1) memory.copy(dStates + at, dhs + at, step);
    if (dcs) addScaled(dc, dcs + at, 1, dc, B * H);
    const back: usize = reverse ? at + step : at - step;
    const before = k ? cells + back : c0;
    lstmPointwiseBackward(gates + 4 * at, before, cells + at, dStates + at, dc, dGates + 4 * at, lengths, t, B, H);
    const dBefore = k ? dStates + back : dh0;
    if (!dBefore) break;
    stepProduct(dGates + 4 * at, 4 * H, packedW, k ? dhs + back : 0, H, dBefore, H, B, H, 4 * H, edge);
    if (lengths) carryEnded(lengths, t, dStates + at, dBefore, B, H);
  }
  return true;
}
