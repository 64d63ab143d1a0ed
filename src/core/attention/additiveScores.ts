// Additive scores (Bahdanau, Cho and Bengio 2015): s_ubt = Σ_a v_a tanh(q_uba + k_tba) for t < lengths_b, from q (U,B,A), k (T,B,A) and
// v (A). With g = ds·v⊙(1 − tanh²): dq_ub = Σ_t g, dk_tb = Σ_u g, dv = Σ ds·tanh. The tanh is computed again on the way back:
// U·B·T·A numbers would take longer to store and read. tanh(q + k) = 1 − 2/(e^{2q}e^{2k} + 1): where the powers of the keys are given, made
// once for all that ask, and all numbers are small enough, no exponential is left in the loops.
import { loadLanes, storeLanes, ZEROS } from "../lanes";
import { isPower, multiplyAdd, powerOf, sumLanes, tanhOfPowers, tanhPoly6, tanhSlope } from "../vectorMath";

/**
 * Sums of one query with each key, over the first `columns` numbers of each, a multiple of eight: eight a key to `sums`. All that leads to two
 * neighbouring stores comes in pairs, so that V8 can pack them (see products/wideKernels.ts).
 */
// @inline
function sumPairs(q: usize, k: usize, energy: usize, step: usize, length: i32, columns: i32, sums: usize): void {
  const bytes: usize = (columns as usize) << 2;
  for (let t = 0; t < length; t++) {
    let sum0 = v128.load(ZEROS),
      sum1 = v128.load(ZEROS, 16);
    for (let at: usize = 0; at < bytes; at += 32) {
      const value0 = tanhPoly6(f32x4.add(v128.load(q + at), v128.load(k + at))),
        value1 = tanhPoly6(f32x4.add(v128.load(q + at, 16), v128.load(k + at, 16)));
      sum0 = multiplyAdd(v128.load(energy + at), value0, sum0);
      sum1 = multiplyAdd(v128.load(energy + at, 16), value1, sum1);
    }
    v128.store(sums, sum0);
    v128.store(sums, sum1, 16);
    sums += 32;
    k += step;
  }
}

/** The same of the powers of the query and of the keys. */
// @inline
function sumPowers(q: usize, k: usize, energy: usize, step: usize, length: i32, columns: i32, sums: usize): void {
  const bytes: usize = (columns as usize) << 2;
  for (let t = 0; t < length; t++) {
    let sum0 = v128.load(ZEROS),
      sum1 = v128.load(ZEROS, 16);
    for (let at: usize = 0; at < bytes; at += 32) {
      const value0 = tanhOfPowers(v128.load(q + at), v128.load(k + at)),
        value1 = tanhOfPowers(v128.load(q + at, 16), v128.load(k + at, 16));
      sum0 = multiplyAdd(v128.load(energy + at), value0, sum0);
      sum1 = multiplyAdd(v128.load(energy + at, 16), value1, sum1);
    }
    v128.store(sums, sum0);
    v128.store(sums, sum1, 16);
    sums += 32;
    k += step;
  }
}

/** out = e^{2x} of a row of A numbers; whether all of them have such powers. */
function powersOf(x: usize, out: usize, A: i32): bool {
  let within = f32x4.eq(v128.load(ZEROS), v128.load(ZEROS));
  let a = 0;
  for (; a + 8 <= A; a += 8) {
    const at: usize = a << 2;
    const x0 = v128.load(x + at),
      x1 = v128.load(x + at, 16);
    v128.store(out + at, powerOf(x0));
    v128.store(out + at, powerOf(x1), 16);
    within = v128.and(within, v128.and(isPower(x0), isPower(x1)));
  }
  for (; a < A; a += 4) {
    const at: usize = a << 2;
    const lanes = loadLanes(x + at, A - a);
    storeLanes(out + at, powerOf(lanes), A - a);
    within = v128.and(within, isPower(lanes));
  }
  return i32x4.all_true(within);
}

/** out (T,B,A) = e^{2k} of keys (T,B,A), which begins with NaN in a row b of which a key is beyond ±21, or NaN. */
export function keyPowers(keys: usize, lengths: usize, out: usize, B: i32, A: i32): void {
  const row: usize = (A as usize) << 2;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    let isWithin = true;
    for (let t = 0; t < length; t++) {
      const at = ((t * B + b) as usize) * row;
      if (!powersOf(keys + at, out + at, A)) isWithin = false;
    }
    if (!isWithin) store<f32>(out + (b as usize) * row, NaN);
  }
}

/** Whether row b has powers of all its keys, and does not begin with NaN. */
// @inline
function hasPowers(powers: usize, b: i32, row: usize): bool {
  if (!powers) return false;
  return load<f32>(powers + (b as usize) * row) >= 0;
}

/**
 * out (U,B,T); scores behind the end of a sequence are 0, and its keys are not read. `powers` are those of the keys, or null. `scratch` is
 * working memory of (T,8) and (A).
 */
export function additiveScores(
  queries: usize,
  keys: usize,
  powers: usize,
  energy: usize,
  lengths: usize,
  out: usize,
  U: i32,
  B: i32,
  T: i32,
  A: i32,
  scratch: usize,
): void {
  const row: usize = (A as usize) << 2;
  const step: usize = (B as usize) * row;
  const paired = A & -8;
  const power = scratch + ((T as usize) << 5);
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    const first = (b as usize) * row;
    const byPowers = hasPowers(powers, b, row);
    for (let u = 0; u < U; u++) {
      const place = (u * B + b) as usize;
      const q = queries + place * row;
      const to = out + ((place * (T as usize)) << 2);
      memory.fill(to + ((length as usize) << 2), 0, ((T - length) as usize) << 2);
      if (byPowers && powersOf(q, power, A)) sumPowers(power, powers + first, energy, step, length, paired, scratch);
      else sumPairs(q, keys + first, energy, step, length, paired, scratch);
      let k = keys + first;
      for (let t = 0; t < length; t++) {
        const eight = scratch + (t << 5);
        let sum = sumLanes(f32x4.add(v128.load(eight), v128.load(eight, 16)));
        for (let a = paired; a < A; a += 4) {
          const at: usize = a << 2;
          const value = tanhPoly6(f32x4.add(loadLanes(q + at, A - a), loadLanes(k + at, A - a)));
          sum += firstLanes(f32x4.mul(loadLanes(energy + at, A - a), value), A - a);
        }
        store<f32>(to + (t << 2), sum);
        k += step;
      }
    }
  }
}

/** The sum of the first n lanes, in a fixed order. */
// @inline
function firstLanes(x: v128, n: i32): f32 {
  let sum = f32x4.extract_lane(x, 0);
  if (n > 1) sum += f32x4.extract_lane(x, 1);
  if (n > 2) sum += f32x4.extract_lane(x, 2);
  if (n > 3) sum += f32x4.extract_lane(x, 3);
  return sum;
}

/**
 * The way back of one query and one key, over the first `columns` numbers, a multiple of eight; q and k are powers where `byPowers` says so.
 * d is the gradient of their score; dq, which begins with what stands at `startQ`, dk and dv are added to. Pairs of vectors as in `sumPairs`.
 */
// @inline
function backwardPairs(
  byPowers: bool,
  d: v128,
  q: usize,
  k: usize,
  energy: usize,
  startQ: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  columns: i32,
): void {
  const step: usize = startQ === ZEROS ? 0 : 32;
  for (const end = q + ((columns as usize) << 2); q < end; q += 32) {
    const q0 = v128.load(q),
      q1 = v128.load(q, 16);
    const k0 = v128.load(k),
      k1 = v128.load(k, 16);
    const value0 = byPowers ? tanhOfPowers(q0, k0) : tanhPoly6(f32x4.add(q0, k0)),
      value1 = byPowers ? tanhOfPowers(q1, k1) : tanhPoly6(f32x4.add(q1, k1));
    const sumV0 = multiplyAdd(d, value0, v128.load(dv)),
      sumV1 = multiplyAdd(d, value1, v128.load(dv, 16));
    const g0 = f32x4.mul(f32x4.mul(d, v128.load(energy)), tanhSlope(value0)),
      g1 = f32x4.mul(f32x4.mul(d, v128.load(energy, 16)), tanhSlope(value1));
    const sumQ0 = f32x4.add(v128.load(startQ), g0),
      sumQ1 = f32x4.add(v128.load(startQ, 16), g1);
    const sumK0 = f32x4.add(v128.load(dk), g0),
      sumK1 = f32x4.add(v128.load(dk, 16), g1);
    v128.store(dv, sumV0);
    v128.store(dv, sumV1, 16);
    v128.store(dq, sumQ0);
    v128.store(dq, sumQ1, 16);
    v128.store(dk, sumK0);
    v128.store(dk, sumK1, 16);
    k += 32;
    energy += 32;
    startQ += step;
    dq += 32;
    dk += 32;
    dv += 32;
  }
}

/**
 * dq (U,B,A), dk (T,B,A) and dv (A), each null where it is not wanted, (+)= what dScores (U,B,T) makes of them. `scratch` is working
 * memory of (2,A).
 */
export function additiveScoresBackward(
  dScores: usize,
  queries: usize,
  keys: usize,
  powers: usize,
  energy: usize,
  lengths: usize,
  dQueries: usize,
  dKeys: usize,
  dEnergy: usize,
  U: i32,
  B: i32,
  T: i32,
  A: i32,
  addQueries: bool,
  addKeys: bool,
  addEnergy: bool,
  scratch: usize,
): void {
  const row: usize = (A as usize) << 2;
  const step: usize = (B as usize) * row;
  const zero = f32x4.splat(0);
  const paired = A & -8;
  const power = scratch,
    dv = scratch + row;
  if (dKeys && !addKeys) memory.fill(dKeys, 0, (T as usize) * step);
  if (dEnergy && !addEnergy) memory.fill(dEnergy, 0, row);
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    for (let u = 0; u < U; u++) {
      const place = (u * B + b) as usize;
      const q = queries + place * row;
      const dq = dQueries + place * row;
      const ds = dScores + ((place * (T as usize)) << 2);
      let a = 0;
      if (paired > 0 && dQueries && dKeys && dEnergy) {
        // Row after row: columns of many rows, which often lie a power of two apart, would push each other out of the cache.
        const first = (b as usize) * row;
        const byPowers = hasPowers(powers, b, row) && powersOf(q, power, A);
        memory.fill(dv, 0, row);
        let startQ = addQueries ? dq : ZEROS;
        let at = first;
        for (let t = 0; t < length; t++) {
          const d = v128.load32_splat(ds + (t << 2));
          if (byPowers) backwardPairs(true, d, power, powers + at, energy, startQ, dq, dKeys + at, dv, paired);
          else backwardPairs(false, d, q, keys + at, energy, startQ, dq, dKeys + at, dv, paired);
          startQ = dq;
          at += step;
        }
        for (; a < paired; a += 4) {
          const at: usize = a << 2;
          v128.store(dEnergy + at, f32x4.add(v128.load(dEnergy + at), v128.load(dv + at)));
        }
      }
      for (; a < A; a += 4) {
        const n = A - a;
        const at: usize = a << 2;
        const query = loadLanes(q + at, n);
        const v = loadLanes(energy + at, n);
        let k = keys + (b as usize) * row + at;
        let dk = dKeys + (b as usize) * row + at;
        let sumQ = dQueries && addQueries ? loadLanes(dq + at, n) : zero;
        let sumV = zero;
        for (let t = 0; t < length; t++) {
          const d = v128.load32_splat(ds + (t << 2));
          const value = tanhPoly6(f32x4.add(query, loadLanes(k, n)));
          sumV = multiplyAdd(d, value, sumV);
          const g = f32x4.mul(f32x4.mul(d, v), tanhSlope(value));
          sumQ = f32x4.add(sumQ, g);
          if (dKeys) storeLanes(dk, f32x4.add(loadLanes(dk, n), g), n);
          k += step;
          dk += step;
        }
        if (dQueries) storeLanes(dq + at, sumQ, n);
        if (dEnergy) storeLanes(dEnergy + at, f32x4.add(loadLanes(dEnergy + at, n), sumV), n);
      }
    }
  }
}
