// r, z = σ(x̂ + ĥ);  n = tanh(x̂_n + r⊙ĥ_n);  h_t = (1−z)⊙n + z⊙h_{t−1}, with ĥ = W_hh h_{t−1} + b_hh: the reset gate acts after
// the product, as in PyTorch. x̂ (T,B,3H) is the input product with b_ih; gates lie in PyTorch's order r, z, n.

import { stopRequested } from "../control";
import { loadLanes, storeLanes, ZEROS } from "../lanes";
import { stepProduct } from "../products/matmul";
import { complement, multiplyAdd, sigmoidPoly6, sigmoidSlope, tanhPoly6, tanhSlope } from "../vectorMath";
import { hasEnded } from "./ended";

/** r and z of eight hidden units: all is read before anything is written, so that V8 can pack pairs of vectors. */
// @inline
function gatesForwardPair(xs: usize, row: usize, products: usize, gates: usize): void {
  const r0 = sigmoidPoly6(f32x4.add(v128.load(xs), v128.load(products))),
    r1 = sigmoidPoly6(f32x4.add(v128.load(xs, 16), v128.load(products, 16)));
  const xz = xs + row,
    pz = products + row;
  const z0 = sigmoidPoly6(f32x4.add(v128.load(xz), v128.load(pz))),
    z1 = sigmoidPoly6(f32x4.add(v128.load(xz, 16), v128.load(pz, 16)));
  const gz = gates + row;
  v128.store(gates, r0);
  v128.store(gates, r1, 16);
  v128.store(gz, z0);
  v128.store(gz, z1, 16);
}

/** n and h of them, at x̂_n, ĥ_n and the gate n. */
// @inline
function stateForwardPair(
  xn: usize,
  row: usize,
  pn: usize,
  hBefore: usize,
  gn: usize,
  candidate: usize,
  h: usize,
): void {
  const gz = gn - row,
    gr = gz - row;
  const n0 = v128.load(pn),
    n1 = v128.load(pn, 16);
  const c0 = tanhPoly6(multiplyAdd(v128.load(gr), n0, v128.load(xn))),
    c1 = tanhPoly6(multiplyAdd(v128.load(gr, 16), n1, v128.load(xn, 16)));
  const h0 = multiplyAdd(v128.load(gz), f32x4.sub(v128.load(hBefore), c0), c0),
    h1 = multiplyAdd(v128.load(gz, 16), f32x4.sub(v128.load(hBefore, 16), c1), c1);
  v128.store(gn, c0);
  v128.store(gn, c1, 16);
  v128.store(candidate, n0);
  v128.store(candidate, n1, 16);
  v128.store(h, h0);
  v128.store(h, h1, 16);
}

/**
 * gates (B,3H) from xs (may be the same) and products (B,3H); candidate (B,H) keeps ĥ_n; h (B,H) out. Rows that have ended keep
 * h.
 */
export function gruPointwise(
  xs: usize,
  products: usize,
  hBefore: usize,
  gates: usize,
  candidate: usize,
  h: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  const row: usize = H << 2;
  for (let b = 0; b < B; b++) {
    const ended = hasEnded(lengths, t, b);
    if (ended) {
      memory.copy(h, hBefore, row);
      memory.fill(gates, 0, 3 * row);
      memory.fill(candidate, 0, row);
    }
    let j = 0;
    if (UNROLL_WIDE) {
      // All gates of a row come first: in one loop, each unit would wait for one activation after another.
      const pairs: usize = ended ? 0 : row & -32;
      for (let at: usize = 0; at < pairs; at += 32) gatesForwardPair(xs + at, row, products + at, gates + at);
      for (let at: usize = 0; at < pairs; at += 32) {
        const third = at + 2 * row;
        stateForwardPair(xs + third, row, products + third, hBefore + at, gates + third, candidate + at, h + at);
      }
      j = (pairs >> 2) as i32;
    }
    for (; j < H && !ended; j += 4) {
      const n = H - j;
      const at: usize = j << 2;
      const r = sigmoidPoly6(f32x4.add(loadLanes(xs + at, n), loadLanes(products + at, n)));
      const z = sigmoidPoly6(f32x4.add(loadLanes(xs + at + row, n), loadLanes(products + at + row, n)));
      const hn = loadLanes(products + at + 2 * row, n);
      const c = tanhPoly6(multiplyAdd(r, hn, loadLanes(xs + at + 2 * row, n)));
      storeLanes(gates + at, r, n);
      storeLanes(gates + at + row, z, n);
      storeLanes(gates + at + 2 * row, c, n);
      storeLanes(candidate + at, hn, n);
      storeLanes(h + at, multiplyAdd(z, f32x4.sub(loadLanes(hBefore + at, n), c), c), n);
    }
    xs += 3 * row;
    products += 3 * row;
    gates += 3 * row;
    hBefore += row;
    candidate += row;
    h += row;
  }
}

/**
 * gates (T,B,3H) (may be xs), candidates (T,B,H), hs (T,B,H) out; products (B,3H) is working memory; packedW is W_hhᵀ packed
 * for (K=H, N=3H); bias b_hh (3H) or null. `lengths` (B), or null: a sequence keeps its state at t ≥ its length, with gates 0.
 * `reverse` runs from the last step to the first. False when stopped.
 */
export function gruForward(
  xs: usize,
  packedW: usize,
  bias: usize,
  h0: usize,
  gates: usize,
  candidates: usize,
  hs: usize,
  products: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  let h = h0;
  for (let k = 0; k < T; k++) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const at: usize = t * step;
    stepProduct(h, H, packedW, bias, 0, products, 3 * H, B, 3 * H, H, edge);
    gruPointwise(xs + 3 * at, products, h, gates + 3 * at, candidates + at, hs + at, lengths, t, B, H);
    h = hs + at;
  }
  return true;
}

/** Eight hidden units, as `gatesForwardPair`. */
// @inline
function cellBackwardPair(
  gates: usize,
  row: usize,
  candidate: usize,
  hBefore: usize,
  dh: usize,
  dGates: usize,
  dProducts: usize,
  above: usize,
  dhBefore: usize,
): void {
  const gz = gates + row,
    gn = gz + row;
  const r0 = v128.load(gates),
    r1 = v128.load(gates, 16);
  const z0 = v128.load(gz),
    z1 = v128.load(gz, 16);
  const c0 = v128.load(gn),
    c1 = v128.load(gn, 16);
  const d0 = v128.load(dh),
    d1 = v128.load(dh, 16);
  const dn0 = f32x4.mul(f32x4.mul(d0, complement(z0)), tanhSlope(c0)),
    dn1 = f32x4.mul(f32x4.mul(d1, complement(z1)), tanhSlope(c1));
  const dz0 = f32x4.mul(f32x4.mul(d0, f32x4.sub(v128.load(hBefore), c0)), sigmoidSlope(z0)),
    dz1 = f32x4.mul(f32x4.mul(d1, f32x4.sub(v128.load(hBefore, 16), c1)), sigmoidSlope(z1));
  const dr0 = f32x4.mul(f32x4.mul(dn0, v128.load(candidate)), sigmoidSlope(r0)),
    dr1 = f32x4.mul(f32x4.mul(dn1, v128.load(candidate, 16)), sigmoidSlope(r1));
  const dp0 = f32x4.mul(dn0, r0),
    dp1 = f32x4.mul(dn1, r1);
  const kept0 = multiplyAdd(d0, z0, v128.load(above)),
    kept1 = multiplyAdd(d1, z1, v128.load(above, 16));
  const dGz = dGates + row,
    dGn = dGz + row,
    dPz = dProducts + row,
    dPn = dPz + row;
  v128.store(dGates, dr0);
  v128.store(dGates, dr1, 16);
  v128.store(dGz, dz0);
  v128.store(dGz, dz1, 16);
  v128.store(dGn, dn0);
  v128.store(dGn, dn1, 16);
  v128.store(dProducts, dr0);
  v128.store(dProducts, dr1, 16);
  v128.store(dPz, dz0);
  v128.store(dPz, dz1, 16);
  v128.store(dPn, dp0);
  v128.store(dPn, dp1, 16);
  v128.store(dhBefore, kept0);
  v128.store(dhBefore, kept1, 16);
}

/**
 * One step back; dhBefore (B,H), where wanted, receives dh⊙z added to what comes from above (`above`, may be the same, or null).
 * Rows that have ended hand dh on as it is.
 */
export function gruPointwiseBackward(
  gates: usize,
  candidate: usize,
  hBefore: usize,
  dh: usize,
  dGates: usize,
  dProducts: usize,
  above: usize,
  dhBefore: usize,
  lengths: usize,
  t: i32,
  B: i32,
  H: i32,
): void {
  const row: usize = H << 2;
  const zero = f32x4.splat(0);
  for (let b = 0; b < B; b++) {
    const ended = hasEnded(lengths, t, b);
    if (ended) {
      memory.fill(dGates, 0, 3 * row);
      memory.fill(dProducts, 0, 3 * row);
      for (let j = 0; j < H && dhBefore !== 0; j += 4) {
        const at: usize = j << 2;
        const n = H - j;
        storeLanes(dhBefore + at, f32x4.add(loadLanes(dh + at, n), above ? loadLanes(above + at, n) : zero), n);
      }
    }
    let j = 0;
    if (UNROLL_WIDE) {
      for (; j + 8 <= H && !ended && dhBefore !== 0; j += 8) {
        const at: usize = j << 2;
        const more = above ? above + at : ZEROS;
        cellBackwardPair(
          gates + at,
          row,
          candidate + at,
          hBefore + at,
          dh + at,
          dGates + at,
          dProducts + at,
          more,
          dhBefore + at,
        );
      }
    }
    for (; j < H && !ended; j += 4) {
      const n = H - j;
      const at: usize = j << 2;
      const r = loadLanes(gates + at, n),
        z = loadLanes(gates + at + row, n),
        c = loadLanes(gates + at + 2 * row, n);
      const d = loadLanes(dh + at, n);
      const before = loadLanes(hBefore + at, n);
      const dn = f32x4.mul(f32x4.mul(d, complement(z)), tanhSlope(c));
      const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(before, c)), sigmoidSlope(z));
      const dr = f32x4.mul(f32x4.mul(dn, loadLanes(candidate + at, n)), sigmoidSlope(r));
      storeLanes(dGates + at, dr, n);
      storeLanes(dGates + at + row, dz, n);
      storeLanes(dGates + at + 2 * row, dn, n);
      storeLanes(dProducts + at, dr, n);
      storeLanes(dProducts + at + row, dz, n);
      storeLanes(dProducts + at + 2 * row, f32x4.mul(dn, r), n);
      if (dhBefore) storeLanes(dhBefore + at, multiplyAdd(d, z, above ? loadLanes(above + at, n) : zero), n);
    }
    gates += 3 * row;
    dGates += 3 * row;
    dProducts += 3 * row;
    candidate += row;
    hBefore += row;
    dh += row;
    if (dhBefore) dhBefore += row;
    if (above) above += row;
  }
}

/**
 * dhs (T,B,H), the gradient from above, becomes dStates (T,B,H), the whole gradient of h_t, in place too; dGates (T,B,3H) (may
 * be gates) is that of x̂, dProducts (T,B,3H) that of ĥ; dh0 (B,H), or null, that of h0. packedW is W_hh packed for
 * (K=3H, N=H). `lengths` and `reverse` as forward. False when stopped.
 */
export function gruBackward(
  gates: usize,
  candidates: usize,
  hs: usize,
  h0: usize,
  dhs: usize,
  packedW: usize,
  dGates: usize,
  dProducts: usize,
  dStates: usize,
  dh0: usize,
  lengths: usize,
  T: i32,
  B: i32,
  H: i32,
  reverse: bool,
  edge: usize,
): bool {
  const step: i32 = (B * H) << 2;
  for (let k = T - 1; k >= 0; k--) {
    if (stopRequested()) return false;
    const t = reverse ? T - 1 - k : k;
    const at: usize = t * step;
    if (k === T - 1) memory.copy(dStates + at, dhs + at, step);
    const back: usize = reverse ? at + step : at - step;
    const dBefore = k ? dStates + back : dh0;
    gruPointwiseBackward(
      gates + 3 * at,
      candidates + at,
      k ? hs + back : h0,
      dStates + at,
      dGates + 3 * at,
      dProducts + 3 * at,
      k ? dhs + back : 0,
      dBefore,
      lengths,
      t,
      B,
      H,
    );
    if (dBefore) stepProduct(dProducts + 3 * at, 3 * H, packedW, dBefore, H, dBefore, H, B, H, 3 * H, edge);
  }
  return true;
}
