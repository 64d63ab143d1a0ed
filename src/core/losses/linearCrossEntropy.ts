// Softmax cross-entropy of logits x = h·Wᵀ + b for rows h (R,H), W (V,H) and b (V), with its gradients, while the logits (R,V)
// never exist as a whole: a block of rows goes through the product, the softmax and the products of the gradients before the next,
// as in Liger's fused linear cross-entropy (Hsu et al. 2024). Loss and surprise are those of weightedCrossEntropy.ts.
//
// The block holds xᵀ, (V,M) for M rows: then W is the left operand of the first product and of no other, and is read where it
// lies. It becomes e_vm = exp(x_vm − peak_m), and with Σ_m = Σ_v e_vm the gradient of x_vm is
//   s_m·(e_vm − t_m·w_v − [v = y_m]·u_m),  s_m = inverse·dLoss·m_m·k_m/Σ_m,  t_m = ε/V·Σ_m/k_m,  u_m = (1−ε)·w_y·Σ_m/k_m
// with k_m = (1−ε)·w_y + ε·W/V. The bracket stands in the block; s_m is taken into h and out of the sum for ∂h, so that the block
// is not passed through again. ∂W (V,H) = bracket·(s⊙h), ∂h (M,H) = s⊙(bracketᵀ·W).
//
// Shards may add up one ∂W: each has a range of the symbols to itself while it works on it, and then the next.

import { LINEAR_COLUMNS, LINEAR_ROWS, LINEAR_SYMBOLS, PANEL_COLUMNS, SLOT_INVERSE_TOKENS } from "../constants";
import { stopRequested } from "../control";
import { addScaled, fill } from "../pointwise/arithmetic";
import { gemm, gemmOfColumns } from "../products/matmul";
import { packRows } from "../products/pack";
import { expPoly6, multiplyAdd, sumLanes } from "../vectorMath";

// @inline
function padded(n: i32): i32 {
  return (n + PANEL_COLUMNS - 1) & -PANEL_COLUMNS;
}

/** Numbers of the rows of r that are listed in `rows`, packed as the right operand (H,M) of a product, zeros beyond M. */
function packHidden(hidden: usize, rows: usize, target: usize, M: i32, H: i32): void {
  const all = padded(M);
  for (let first = 0; first < all; first += PANEL_COLUMNS) {
    for (let j = 0; j < PANEL_COLUMNS; j++) {
      const m = first + j;
      let to = target + (j << 2);
      let from = m < M ? hidden + ((load<i32>(rows + (m << 2)) * H) << 2) : 0;
      for (let k = 0; k < H; k++) {
        store<f32>(to, from ? load<f32>(from) : 0);
        if (from) from += 4;
        to += PANEL_COLUMNS << 2;
      }
    }
    target += (PANEL_COLUMNS * H) << 2;
  }
}

/** The same rows, each times its scale, packed as the right operand (M,H). */
function packScaled(hidden: usize, rows: usize, scales: usize, target: usize, M: i32, H: i32): void {
  for (let column = 0; column < H; column += PANEL_COLUMNS) {
    const columns = min(PANEL_COLUMNS, H - column);
    for (let m = 0; m < M; m++) {
      const from = hidden + ((load<i32>(rows + (m << 2)) * H + column) << 2);
      const scale = load<f32>(scales + (m << 2));
      if (columns === PANEL_COLUMNS) {
        const s = f32x4.splat(scale);
        v128.store(target, f32x4.mul(v128.load(from), s));
        v128.store(target, f32x4.mul(v128.load(from, 16), s), 16);
      } else {
        for (let j = 0; j < PANEL_COLUMNS; j++) {
          store<f32>(target + (j << 2), j < columns ? load<f32>(from + (j << 2)) * scale : 0);
        }
      }
      target += PANEL_COLUMNS << 2;
    }
  }
}

// @inline
function biasLane(bias: usize, v: i32): v128 {
  return bias ? v128.load32_splat(bias + (v << 2)) : f32x4.splat(0);
}

/**
 * peaks (ld) = max(peaks, logits) of `count` symbols. NaN is passed over: it reaches the loss by the sum. Eight columns at a time, so
 * that no maximum waits for the one before.
 */
function raisePeaks(x: usize, ld: i32, bias: usize, count: i32, peaks: usize): void {
  for (let m = 0; m < ld; m += 8) {
    const at = peaks + (m << 2);
    let low = v128.load(at),
      high = v128.load(at, 16);
    let p = x + (m << 2);
    for (let v = 0; v < count; v++) {
      const b = biasLane(bias, v);
      low = f32x4.pmax(low, f32x4.add(v128.load(p), b));
      high = f32x4.pmax(high, f32x4.add(v128.load(p, 16), b));
      p += ld << 2;
    }
    v128.store(at, low);
    v128.store(at, high, 16);
  }
}

/** levels (ld), f64, += Σ_v w_v·x_v of `count` symbols: what smoothing spreads over all of them. */
function addLevels(x: usize, ld: i32, bias: usize, weights: usize, count: i32, levels: usize): void {
  for (let m = 0; m < ld; m += 4) {
    let sum = f32x4.splat(0);
    let p = x + (m << 2);
    for (let v = 0; v < count; v++) {
      const w = weights ? v128.load32_splat(weights + (v << 2)) : f32x4.splat(1);
      sum = multiplyAdd(w, f32x4.add(v128.load(p), biasLane(bias, v)), sum);
      p += ld << 2;
    }
    const to = levels + (m << 3);
    v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(sum)));
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(sum, sum, 2, 3, 2, 3));
    v128.store(to + 16, f64x2.add(v128.load(to + 16), high));
  }
}

/** x = exp(x − peaks) of `count` symbols, where it lies if `keeps`, and sums (ld) += Σ_v of that. */
// @inline
function exponentials(x: usize, ld: i32, bias: usize, count: i32, peaks: usize, sums: usize, keeps: bool): void {
  for (let m = 0; m < ld; m += 8) {
    const lowPeak = v128.load(peaks + (m << 2)),
      highPeak = v128.load(peaks + (m << 2), 16);
    let low = f32x4.splat(0),
      high = low;
    let p = x + (m << 2);
    for (let v = 0; v < count; v++) {
      const b = biasLane(bias, v);
      const e = expPoly6(f32x4.sub(f32x4.add(v128.load(p), b), lowPeak)),
        f = expPoly6(f32x4.sub(f32x4.add(v128.load(p, 16), b), highPeak));
      low = f32x4.add(low, e);
      high = f32x4.add(high, f);
      if (keeps) {
        v128.store(p, e);
        v128.store(p, f, 16);
      }
      p += ld << 2;
    }
    const at = sums + (m << 2);
    v128.store(at, f32x4.add(v128.load(at), low));
    v128.store(at, f32x4.add(v128.load(at, 16), high), 16);
  }
}

function keepExponentials(x: usize, ld: i32, bias: usize, count: i32, peaks: usize, sums: usize): void {
  exponentials(x, ld, bias, count, peaks, sums, true);
}

/** Adds the next symbols to sums whose peaks were `before`. */
function addExponentials(x: usize, ld: i32, bias: usize, count: i32, before: usize, peaks: usize, sums: usize): void {
  for (let m = 0; m < ld; m += 4) {
    const fall = expPoly6(f32x4.sub(v128.load(before + (m << 2)), v128.load(peaks + (m << 2))));
    v128.store(sums + (m << 2), f32x4.mul(v128.load(sums + (m << 2)), fall));
  }
  exponentials(x, ld, bias, count, peaks, sums, false);
}

/** e −= t·w_v, what smoothing takes from each symbol. */
function spread(e: usize, ld: i32, weights: usize, count: i32, shares: usize): void {
  for (let v = 0; v < count; v++) {
    const w = weights ? load<f32>(weights + (v << 2)) : 1;
    addScaled(e, shares, -w, e, ld);
    e += ld << 2;
  }
}

/** dBias (+)= the rows of e (count,M), weighed. */
function addBias(e: usize, ld: i32, scales: usize, dBias: usize, count: i32, accumulate: bool): void {
  for (let v = 0; v < count; v++) {
    let sum = f32x4.splat(0);
    for (let m = 0; m < ld << 2; m += 16) sum = multiplyAdd(v128.load(e + m), v128.load(scales + m), sum);
    const total = sumLanes(sum);
    store<f32>(dBias, accumulate ? load<f32>(dBias) + total : total);
    dBias += 4;
    e += ld << 2;
  }
}

/** Rows of dHidden (+)= rows of sums (M,·), `ld` floats apart, each times its scale. */
function addHidden(
  sums: usize,
  ld: i32,
  rows: usize,
  scales: usize,
  dHidden: usize,
  M: i32,
  H: i32,
  accumulate: bool,
): void {
  for (let m = 0; m < M; m++) {
    const to = dHidden + ((load<i32>(rows + (m << 2)) * H) << 2);
    if (!accumulate) fill(to, 0, H);
    addScaled(to, sums, load<f32>(scales + (m << 2)), to, H);
    sums += ld << 2;
  }
}

/** The first symbol of a range, of so many even ones. */
// @inline
function rangeStart(V: i32, range: i32, ranges: i32): i32 {
  const pieces = (V + LINEAR_SYMBOLS - 1) / LINEAR_SYMBOLS;
  return min(V, ((pieces * range) / ranges) * LINEAR_SYMBOLS);
}

/**
 * loss [1] and surprise [1] of hidden (R,H), weight (V,H) and bias (V); with dLoss [1] the gradients (+)= that are not 0. bias,
 * mask (R) and weights (V) may be 0: nothing is added, and all weigh 1. A row whose weight is 0, or whose target is negative, is not
 * read, and its gradient is 0. `scratch` has linearScratch floats. Returns false when it was stopped.
 *
 * With `block` −1 all of it. Otherwise one block, which may lie beyond the last, in so many `turns`: each has the gradients of a `range`
 * of the symbols, the first all that comes before; what one leaves in scratch the next reads.
 */
export function linearCrossEntropy(
  hidden: usize,
  weight: usize,
  bias: usize,
  targets: usize,
  mask: usize,
  weights: usize,
  dLoss: usize,
  loss: usize,
  surprise: usize,
  dHidden: usize,
  dWeight: usize,
  dBias: usize,
  R: i32,
  V: i32,
  H: i32,
  smoothing: f32,
  addsHidden: bool,
  addsWeight: bool,
  addsBias: bool,
  block: i32,
  turn: i32,
  turns: i32,
  range: i32,
  scratch: usize,
  scalars: usize,
): bool {
  const inverse = load<f32>(scalars, SLOT_INVERSE_TOKENS);
  const most = min(LINEAR_ROWS, padded(R));
  const wide = padded(H);
  const sumsSoFar = scratch;
  // What each row of a block has of its own.
  const peaks = sumsSoFar + 16,
    before = peaks + (most << 2),
    sums = before + (most << 2),
    hits = sums + (most << 2),
    scales = hits + (most << 2),
    shares = scales + (most << 2),
    levels = shares + (most << 2);
  const edge = levels + (most << 3);
  const operand = edge + ((PANEL_COLUMNS * PANEL_COLUMNS) << 2);
  const packedW = operand + ((most * wide) << 2);
  const total = packedW + ((LINEAR_COLUMNS * LINEAR_SYMBOLS) << 2);
  const logits = total + ((most * wide) << 2);
  const trains = dLoss !== 0;
  const rows = logits + (((trains ? V : min(V, LINEAR_SYMBOLS)) * most) << 2);

  const isFirst = block <= 0 && turn === 0;
  const start = rangeStart(V, range, turns),
    end = rangeStart(V, range + 1, turns);
  let count = 0;
  for (let r = 0; r < R; r++) {
    const counts = load<i32>(targets + (r << 2)) >= 0 && (mask === 0 || load<f32>(mask + (r << 2)) !== 0);
    if (counts) {
      store<i32>(rows + (count << 2), r);
      count++;
    } else if (isFirst && dHidden && !addsHidden) {
      fill(dHidden + ((r * H) << 2), 0, H);
    }
  }
  let all: f64 = V as f64;
  if (weights) {
    all = 0;
    for (let v = 0; v < V; v++) all += load<f32>(weights + (v << 2)) as f64;
  }
  const even = (smoothing as f64) / (V as f64);
  const rate: f64 = trains ? (inverse as f64) * (load<f32>(dLoss) as f64) : 0;
  let lossSum: f64 = isFirst ? 0 : load<f64>(sumsSoFar),
    surpriseSum: f64 = isFirst ? 0 : load<f64>(sumsSoFar, 8);
  const blocks = (count + most - 1) / most;
  const last = block < 0 ? blocks : min(blocks, block + 1);
  let from = 0;
  for (let b = 0; b < last; b++) {
    const M = (count - from + (blocks - b) - 1) / (blocks - b);
    const ld = padded(M);
    const own = rows + (from << 2);
    from += M;
    if (b < block) continue;
    if (turn === 0) {
      packHidden(hidden, own, operand, M, H);
      for (let m = 0; m < ld << 2; m += 4) store<f32>(peaks + m, -Infinity);
      memory.fill(sums, 0, ld << 2);
      memory.fill(levels, 0, ld << 3);
      for (let v = 0; v < V; v += LINEAR_SYMBOLS) {
        if (stopRequested()) return false;
        const n = min(LINEAR_SYMBOLS, V - v);
        const x = trains ? logits + ((v * ld) << 2) : logits;
        const bv = bias ? bias + (v << 2) : 0;
        gemm(weight + ((v * H) << 2), H, operand, 0, 0, x, ld, n, ld, H, edge);
        if (!trains) memory.copy(before, peaks, ld << 2);
        raisePeaks(x, ld, bv, n, peaks);
        if (smoothing > 0) addLevels(x, ld, bv, weights ? weights + (v << 2) : 0, n, levels);
        for (let m = 0; m < M; m++) {
          const y = load<i32>(targets + (load<i32>(own + (m << 2)) << 2)) - v;
          if (y < 0 || y >= n) continue;
          const logit = load<f32>(x + ((y * ld + m) << 2));
          store<f32>(hits + (m << 2), bias ? logit + load<f32>(bv + (y << 2)) : logit);
        }
        if (!trains) addExponentials(x, ld, bv, n, before, peaks, sums);
      }
      if (trains) {
        for (let v = 0; v < V; v += LINEAR_SYMBOLS) {
          const bv = bias ? bias + (v << 2) : 0;
          keepExponentials(logits + ((v * ld) << 2), ld, bv, min(LINEAR_SYMBOLS, V - v), peaks, sums);
        }
      }
      memory.fill(scales, 0, ld << 2);
      memory.fill(shares, 0, ld << 2);
      for (let m = 0; m < M; m++) {
        const r = load<i32>(own + (m << 2));
        const y = load<i32>(targets + (r << 2));
        const counts: f64 = mask ? (load<f32>(mask + (r << 2)) as f64) : 1;
        const hit = (1 - (smoothing as f64)) * (weights ? (load<f32>(weights + (y << 2)) as f64) : 1);
        const sum = load<f32>(sums + (m << 2)) as f64;
        const level = (load<f32>(peaks + (m << 2)) as f64) + (Math.log(sum) as f64);
        const nats = level - (load<f32>(hits + (m << 2)) as f64);
        surpriseSum += counts * nats;
        lossSum += counts * hit * nats;
        if (smoothing > 0) lossSum += counts * even * (all * level - load<f64>(levels + (m << 3)));
        const slope = hit + even * all;
        if (!trains || slope === 0) continue;
        store<f32>(scales + (m << 2), ((rate * counts * slope) / sum) as f32);
        store<f32>(shares + (m << 2), ((even * sum) / slope) as f32);
        const at = logits + ((y * ld + m) << 2);
        // With weight 1 this is e − Σ, as exact as p − 1.
        store<f32>(at, load<f32>(at) - (((hit * sum) / slope) as f32));
      }
      if (trains) packScaled(hidden, own, scales, operand, M, H);
      if (trains && turns > 1) memory.fill(total, 0, (M * wide) << 2);
    }
    if (trains) {
      for (let v = start; v < end; v += LINEAR_SYMBOLS) {
        if (stopRequested()) return false;
        const n = min(LINEAR_SYMBOLS, end - v);
        const e = logits + ((v * ld) << 2);
        const wv = weight + ((v * H) << 2);
        if (smoothing > 0) spread(e, ld, weights ? weights + (v << 2) : 0, n, shares);
        if (dBias) addBias(e, ld, scales, dBias + (v << 2), n, addsBias || b > 0);
        if (dWeight) {
          const c = dWeight + ((v * H) << 2);
          gemm(e, ld, operand, addsWeight || b > 0 || turn > 0 ? c : 0, H, c, H, n, H, M, edge);
        }
        if (!dHidden) continue;
        for (let column = 0; column < wide; column += LINEAR_COLUMNS) {
          const columns = min(LINEAR_COLUMNS, wide - column);
          packRows(wv + (column << 2), H, packedW, n, min(columns, H - column));
          gemmOfColumns(e, ld, packedW, total + (column << 2), wide, M, columns, n, turns > 1 || v > 0);
        }
      }
      if (dHidden && turn === turns - 1) addHidden(total, wide, own, scales, dHidden, M, H, addsHidden);
    }
  }
  if (trains && count === 0 && isFirst) {
    if (dWeight && !addsWeight) fill(dWeight + ((start * H) << 2), 0, (end - start) * H);
    if (dBias && !addsBias) fill(dBias, 0, V);
  }
  store<f64>(sumsSoFar, lossSum);
  store<f64>(sumsSoFar, surpriseSum, 8);
  store<f32>(loss, (lossSum * (inverse as f64)) as f32);
  store<f32>(surprise, (surpriseSum * (inverse as f64)) as f32);
  return true;
}
