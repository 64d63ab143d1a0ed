// The LSTM with options (src/graph/ops/lstmVariant.ts says what each means). Blocks of x̂ (T,B,G·H) and of the gates: i, f, g, o, or
// with coupled gates f, g, o and i = 1 − f. p, q, r (H) are peepholes of input, forget and output gate, null where there are none.
//   i = σ(x̂_i + p⊙c_{t−1}),  f = σ(x̂_f + q⊙c_{t−1}),  g = φ(x̂_g),  c_t = f⊙c_{t−1} + i⊙g,
//   o = σ(x̂_o + r⊙c_t),  m = o⊙ψ(c_t),  h_t = m, or with a projection W_hr (P,H): h_t = W_hr m.

import { stopRequested } from "../control";
import { loadLanes, storeLanes } from "../lanes";
import { addScaled } from "../pointwise/arithmetic";
import { stepProduct } from "../products/matmul";
import { multiplyAdd, sigmoidPoly6 } from "../vectorMath";
import { activate, slopeOf } from "./activation";
import { carryEnded, hasEnded } from "./ended";

/** σ(x + p⊙c), p null for none. */
// @inline
function gate(x: usize, p: usize, at: usize, c: v128, n: i32): v128 {
  const sum = loadLanes(x + at, n);
  return sigmoidPoly6(p ? multiplyAdd(loadLanes(p + at, n), c, sum) : sum);
}

/** Four units, or the last n < 4 of a row, at byte `at`, where n are left; the blocks stand at gi (0 when coupled), gf, gg and go. */
// @inline
function unitsForward(
  gi: usize,
  gf: usize,
  row: usize,
  p: usize,
  q: usize,
  r: usize,
  phi: i32,
  psi: i32,
  cBefore: usize,
  c: usize,
  out: usize,
  at: usize,
  n: i32,
): void {
  const gg = gf + row;
  const go = gg + row;
  const before = loadLanes(cBefore + at, n);
  const f = gate(gf, q, at, before, n);
  const g = activate(phi, loadLanes(gg + at, n));
  let i: v128;
  if (gi) {
    i = gate(gi, p, at, before, n);
    storeLanes(gi + at, i, n);
  } else i = f32x4.sub(f32x4.splat(1), f);
  const cell = multiplyAdd(f, before, f32x4.mul(i, g));
  const o = gate(go, r, at, cell, n);
  storeLanes(gf + at, f, n);
  storeLanes(gg + at, g, n);
  storeLanes(go + at, o, n);
  storeLanes(c + at, cell, n);
  storeLanes(out + at, f32x4.mul(o, activate(psi, cell)), n);
}

/**
 * gates (T,B,G·H) (may be xs), cells (T,B,H), hs (T,B,P) out, and with a projection ms (T,B,H), else null, P being H;
 * packedW is W_hhᵀ packed for (K=P, N=G·H), packedR W_hrᵀ for (K=H, N=P). `lengths` and `reverse` as in lstm.ts; rows that have
 * ended keep h and c, with gates and m 0. False when stopped.
 */
export function lstmVariantForward(
  xs: usize,
  packedW: usize,
  h0: usize,
  c0: usize,
  p: usize,
  q: usize,
  r: usize,
  packedR: usize,
  gates: usize,
  cells: usize,
  hs: usize,
  ms: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  P: i32,
  reverse: bool,
  coupled: bool,
  phi: i32,
  psi: i32,
  edge: usize,
): bool {
  const G: i32 = coupled ? 3 : 4;
  const step: i32 = (B * H) << 2;
  const hStep: i32 = (B * P) << 2;
  const row = H << 2;
  const hRow = P << 2;
  let h = h0,
    c = c0;
  for (let k = 0; k < T; k++) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const gatesHere = gates + G * t * step;
    const hHere = hs + t * hStep;
    const cHere = cells + t * step;
    const outHere = ms ? ms + t * step : hHere;
    stepProduct(h, P, packedW, xs + G * t * step, G * H, gatesHere, G * H, B, G * H, P, edge);
    for (let b = 0; b < B; b++) {
      const first = gatesHere + b * G * row;
      const gi: usize = coupled ? 0 : first;
      const gf = coupled ? first : first + row;
      const before = c + b * row;
      const cell = cHere + b * row;
      const out = outHere + b * row;
      if (hasEnded(lengths, t, b)) {
        memory.copy(cell, before, row);
        memory.fill(first, 0, G * row);
        memory.fill(out, 0, row);
        continue;
      }
      let j = 0;
      for (; j + 4 <= H; j += 4) unitsForward(gi, gf, row, p, q, r, phi, psi, before, cell, out, j << 2, 4);
      if (j < H) unitsForward(gi, gf, row, p, q, r, phi, psi, before, cell, out, j << 2, H - j);
    }
    if (ms) stepProduct(outHere, H, packedR, 0, 0, hHere, P, B, P, H, edge);
    for (let b = 0; b < B && lengths !== 0; b++) {
      if (hasEnded(lengths, t, b)) memory.copy(hHere + b * hRow, h + b * hRow, hRow);
    }
    h = hHere;
    c = cHere;
  }
  return true;
}

/** One step back for four units: dOut (B,H) is the gradient of m; dc that of c_t, becomes that of c_{t−1}. */
// @inline
function unitsBackward(
  gi: usize,
  gf: usize,
  dGates: usize,
  row: usize,
  p: usize,
  q: usize,
  r: usize,
  phi: i32,
  psi: i32,
  cBefore: usize,
  c: usize,
  dOut: usize,
  dc: usize,
  at: usize,
  n: i32,
): void {
  const one = f32x4.splat(1);
  const df = gi ? dGates + row : dGates;
  const dg = df + row;
  const dO = dg + row;
  const f = loadLanes(gf + at, n);
  const g = loadLanes(gf + row + at, n);
  const o = loadLanes(gf + 2 * row + at, n);
  const i = gi ? loadLanes(gi + at, n) : f32x4.sub(one, f);
  const before = loadLanes(cBefore + at, n);
  const squashed = activate(psi, loadLanes(c + at, n));
  const d = loadLanes(dOut + at, n);
  const zo = f32x4.mul(f32x4.mul(d, squashed), f32x4.mul(o, f32x4.sub(one, o)));
  let dcj = multiplyAdd(d, f32x4.mul(o, slopeOf(psi, squashed)), loadLanes(dc + at, n));
  if (r) dcj = multiplyAdd(zo, loadLanes(r + at, n), dcj);
  const seen = gi ? before : f32x4.sub(before, g);
  const zf = f32x4.mul(f32x4.mul(dcj, seen), f32x4.mul(f, f32x4.sub(one, f)));
  const zg = f32x4.mul(f32x4.mul(dcj, i), slopeOf(phi, g));
  let back = f32x4.mul(dcj, f);
  if (q) back = multiplyAdd(zf, loadLanes(q + at, n), back);
  if (gi) {
    const zi = f32x4.mul(f32x4.mul(dcj, g), f32x4.mul(i, f32x4.sub(one, i)));
    if (p) back = multiplyAdd(zi, loadLanes(p + at, n), back);
    storeLanes(dGates + at, zi, n);
  }
  storeLanes(df + at, zf, n);
  storeLanes(dg + at, zg, n);
  storeLanes(dO + at, zo, n);
  storeLanes(dc + at, back, n);
}

/**
 * dhs (T,B,P), the gradient from above, becomes dStates (T,B,P), the whole gradient of h_t, in place too; dGates (T,B,G·H) (may be
 * gates) is that of the pre-activations; dcs (T,B,H), or null, is what comes from above of c; dc (B,H) ends as the gradient of c0; dh0 (B,P), or null, is that of h0; dOut (B,H) is
 * working memory with a projection, else null. packedW is W_hh packed for (K=G·H, N=P), packedR W_hr for (K=P, N=H). False when
 * stopped.
 */
export function lstmVariantBackward(
  gates: usize,
  cells: usize,
  c0: usize,
  dhs: usize,
  dcs: usize,
  packedW: usize,
  p: usize,
  q: usize,
  r: usize,
  packedR: usize,
  dGates: usize,
  dStates: usize,
  dc: usize,
  dh0: usize,
  dOut: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  P: i32,
  reverse: bool,
  coupled: bool,
  phi: i32,
  psi: i32,
  edge: usize,
): bool {
  const G: i32 = coupled ? 3 : 4;
  const step: i32 = (B * H) << 2;
  const hStep: i32 = (B * P) << 2;
  const row = H << 2;
  memory.fill(dc, 0, step);
  for (let k = T - 1; k >= 0; k--) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const back = reverse ? t + 1 : t - 1;
    const dh = dStates + t * hStep;
    if (k === T - 1) memory.copy(dh, dhs + t * hStep, hStep);
    if (dcs) addScaled(dc, dcs + t * step, 1, dc, B * H);
    const dOutHere = dOut ? dOut : dh;
    if (dOut) stepProduct(dh, P, packedR, 0, 0, dOut, H, B, H, P, edge);
    const dGatesHere = dGates + G * t * step;
    for (let b = 0; b < B; b++) {
      const dFirst = dGatesHere + b * G * row;
      if (hasEnded(lengths, t, b)) {
        memory.fill(dFirst, 0, G * row);
        continue;
      }
      const first = gates + G * t * step + b * G * row;
      const gi: usize = coupled ? 0 : first;
      const gf = coupled ? first : first + row;
      const before = (k ? cells + back * step : c0) + b * row;
      const c = cells + t * step + b * row;
      const d = dOutHere + b * row;
      const dcHere = dc + b * row;
      let j = 0;
      for (; j + 4 <= H; j += 4) unitsBackward(gi, gf, dFirst, row, p, q, r, phi, psi, before, c, d, dcHere, j << 2, 4);
      if (j < H) unitsBackward(gi, gf, dFirst, row, p, q, r, phi, psi, before, c, d, dcHere, j << 2, H - j);
    }
    const dBefore = k ? dStates + back * hStep : dh0;
    if (!dBefore) break;
    stepProduct(dGatesHere, G * H, packedW, k ? dhs + back * hStep : 0, P, dBefore, P, B, P, G * H, edge);
    if (lengths) carryEnded(lengths, t, dh, dBefore, B, P);
  }
  return true;
}
