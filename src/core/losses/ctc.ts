// Connectionist temporal classification (Graves et al. 2006) of logits (T,B,V) against targets of their own length (U,B). Label 0 is the
// blank. l′ is the target with a blank around each label, S = 2n + 1 of them for n labels; y_t = softmax of the logits at step t.
//   α_t(s) = (α_{t−1}(s) + α_{t−1}(s−1) + [l′_s is a label and not l′_{s−2}] α_{t−1}(s−2)) · y_t(l′_s)
//   β_t(s) = the same backward in time, without what step t itself emits
//   p = α_T(S−1) + α_T(S−2),   loss = −inverse · Σ_b ln p_b, nats,   ∂(−ln p)/∂x_t(v) = y_t(v) − Σ_{s: l′_s = v} α_t(s) β_t(s) / p
// Sums of probabilities are kept as logarithms in f64, so that long sequences neither underflow nor lose digits.
import { SLOT_INVERSE_TOKENS } from "../constants";
import { stopRequested } from "../control";
import { loadLanes, storeLanes } from "../lanes";
import { expPoly6, sumLanes } from "../vectorMath";

const NONE: f64 = -Infinity;

/**
 * loss [1], and where asked for dLogits (T,B,V), times dLoss. Steps behind the end of a sequence are not read, and have a gradient of 0; so
 * has a sequence whose target length is below 0, which counts for nothing. Where no path is long enough, the loss is infinite.
 * Working memory, for one sequence at a time, in f64: ln Σ e^x (T), α (T,S+2), two rows of β (S+2); and S labels with S marks in i32.
 */
export function ctc(
  logits: usize,
  lengths: usize,
  targets: usize,
  targetLengths: usize,
  dLoss: usize,
  loss: usize,
  dLogits: usize,
  T: i32,
  B: i32,
  V: i32,
  U: i32,
  scratch: usize,
  scalars: usize,
): bool {
  const inverse = load<f32>(scalars, SLOT_INVERSE_TOKENS);
  const scale: f32 = dLogits ? inverse * load<f32>(dLoss) : 0;
  const S = 2 * U + 1;
  // Two places before each row say that no path comes from there.
  const row: usize = ((S + 2) as usize) << 3;
  const levels = scratch;
  const alpha = levels + ((T as usize) << 3);
  const beta = alpha + (T as usize) * row;
  const labels = beta + 2 * row;
  const skips = labels + ((S as usize) << 2);
  const step: usize = ((B * V) as usize) << 2;
  let total: f64 = 0;
  for (let b = 0; b < B; b++) {
    if (stopRequested()) return false;
    const at: usize = ((b * V) as usize) << 2;
    const n = load<i32>(targetLengths + (b << 2));
    const steps = n < 0 ? 0 : load<i32>(lengths + (b << 2));
    for (let t = steps; dLogits && t < T; t++) memory.fill(dLogits + at + (t as usize) * step, 0, (V as usize) << 2);
    if (n < 0) continue;
    readLabels(targets + (b << 2), labels, skips, n, B);
    for (let t = 0; t < steps; t++) store<f64>(levels + (t << 3), level(logits + at + (t as usize) * step, V));
    const states = 2 * n + 1;
    const logP = forward(logits + at, levels, alpha, labels, skips, steps, states, step, row);
    total -= logP;
    if (!dLogits) continue;
    for (let t = 0; t < steps; t++) {
      const here: usize = at + (t as usize) * step;
      softmax(logits + here, load<f64>(levels + (t << 3)) as f32, scale, dLogits + here, V);
    }
    if (logP !== NONE) {
      backward(logits + at, levels, alpha, beta, labels, skips, dLogits + at, steps, states, step, row, logP, scale);
    }
  }
  store<f32>(loss, (total * (inverse as f64)) as f32);
  return true;
}

/** l′, and of each of its places whether a path may come from two before it: a label that is not the one before. */
function readLabels(targets: usize, labels: usize, skips: usize, n: i32, B: i32): void {
  store<i32>(labels, 0);
  store<i32>(skips, 0);
  let before = 0;
  for (let u = 0; u < n; u++) {
    const label = load<i32>(targets + (((u * B) as usize) << 2));
    const at: usize = ((2 * u + 1) as usize) << 2;
    store<i32>(labels + at, label);
    store<i32>(labels + at, 0, 4);
    store<i32>(skips + at, u > 0 && label !== before ? 1 : 0);
    store<i32>(skips + at, 0, 4);
    before = label;
  }
}

/** ln Σ e^x of a row of V logits. */
function level(x: usize, V: i32): f64 {
  let peak: f32 = -Infinity;
  // A maximum that lets NaN through.
  for (let i = 0; i < V; i++) peak = max(peak, load<f32>(x + (i << 2)));
  const shift = f32x4.splat(peak);
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= V; i += 4) sums = f32x4.add(sums, expPoly6(f32x4.sub(v128.load(x + (i << 2)), shift)));
  let sum = sumLanes(sums);
  for (; i < V; i++) sum += f32x4.extract_lane(expPoly6(f32x4.splat(load<f32>(x + (i << 2)) - peak)), 0);
  return (peak as f64) + Math.log(sum as f64);
}

/** out (V) = scale · e^{x − level}. */
function softmax(x: usize, level: f32, scale: f32, out: usize, V: i32): void {
  const shift = f32x4.splat(level),
    times = f32x4.splat(scale);
  for (let i = 0; i < V; i += 4) {
    const e = expPoly6(f32x4.sub(loadLanes(x + (i << 2), V - i), shift));
    storeLanes(out + (i << 2), f32x4.mul(e, times), V - i);
  }
}

/** ln(e^a + e^b + e^c). */
// @inline
function addLogs(a: f64, b: f64, c: f64): f64 {
  const top = max(max(a, b), c);
  if (top === NONE) return NONE;
  let lanes = f32x4.splat((a - top) as f32);
  lanes = f32x4.replace_lane(lanes, 1, (b - top) as f32);
  lanes = f32x4.replace_lane(lanes, 2, (c - top) as f32);
  const e = expPoly6(lanes);
  return top + Math.log((f32x4.extract_lane(e, 0) + f32x4.extract_lane(e, 1) + f32x4.extract_lane(e, 2)) as f64);
}

/** ln y of the label at place s, at the step whose logits are x. */
// @inline
function emitted(x: usize, level: f64, labels: usize, s: i32): f64 {
  return (load<f32>(x + ((load<i32>(labels + (s << 2)) as usize) << 2)) as f64) - level;
}

/** Fills α (steps,S), and returns ln p. Places from which no path ends in time have no probability. */
function forward(
  logits: usize,
  levels: usize,
  alpha: usize,
  labels: usize,
  skips: usize,
  steps: i32,
  S: i32,
  step: usize,
  row: usize,
): f64 {
  if (steps === 0) return S === 1 ? 0 : NONE;
  for (let t = 0; t < steps; t++) {
    const x = logits + (t as usize) * step;
    const z = load<f64>(levels + (t << 3));
    const here = alpha + (t as usize) * row + 16;
    const before = here - row;
    store<f64>(here - 16, NONE);
    store<f64>(here - 8, NONE);
    const first = max(0, S - 2 * (steps - t)),
      last = min(S - 1, 2 * t + 1);
    for (let s = 0; s < S; s++) {
      const at: usize = s << 3;
      let value: f64 = NONE;
      if (s >= first && s <= last) {
        if (t === 0) value = emitted(x, z, labels, s);
        else {
          const skipped: f64 = load<i32>(skips + (s << 2)) ? load<f64>(before + at - 16) : NONE;
          const sum = addLogs(load<f64>(before + at), load<f64>(before + at - 8), skipped);
          value = sum + emitted(x, z, labels, s);
        }
      }
      store<f64>(here + at, value);
    }
  }
  const end = alpha + ((steps - 1) as usize) * row + 16 + (((S - 1) as usize) << 3);
  return S === 1 ? load<f64>(end) : addLogs(load<f64>(end), load<f64>(end - 8), NONE);
}

/** dLogits −= scale·γ with γ_t(s) = α_t(s) β_t(s) / p. A row of β holds β_t(s) y_t(l′_s), with two places behind it. */
function backward(
  logits: usize,
  levels: usize,
  alpha: usize,
  beta: usize,
  labels: usize,
  skips: usize,
  dLogits: usize,
  steps: i32,
  S: i32,
  step: usize,
  row: usize,
  logP: f64,
  scale: f32,
): void {
  let next = beta,
    here = beta + row;
  for (let t = steps - 1; t >= 0; t--) {
    const x = logits + (t as usize) * step;
    const d = dLogits + (t as usize) * step;
    const z = load<f64>(levels + (t << 3));
    const own = alpha + (t as usize) * row + 16;
    for (let s = 0; s < S; s++) {
      const at: usize = s << 3;
      const a = load<f64>(own + at);
      let value: f64 = NONE;
      // Where no path passes, none is followed.
      if (a !== NONE) {
        let b: f64 = 0;
        if (t < steps - 1) {
          const skipped: f64 = s + 2 < S && load<i32>(skips + ((s + 2) << 2)) ? load<f64>(next + at, 16) : NONE;
          b = addLogs(load<f64>(next + at), load<f64>(next + at, 8), skipped);
        } else if (s < S - 2) b = NONE;
        if (b !== NONE) {
          const share = expPoly6(f32x4.splat((a + b - logP) as f32));
          const to = d + ((load<i32>(labels + (s << 2)) as usize) << 2);
          store<f32>(to, load<f32>(to) - scale * f32x4.extract_lane(share, 0));
          value = b + emitted(x, z, labels, s);
        }
      }
      store<f64>(here + at, value);
    }
    store<f64>(here + ((S as usize) << 3), NONE);
    store<f64>(here + ((S as usize) << 3), NONE, 8);
    const other = next;
    next = here;
    here = other;
  }
}
