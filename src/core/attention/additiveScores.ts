// Additive scores (Bahdanau, Cho and Bengio 2015): s_ubt = Σ_a v_a tanh(q_uba + k_tba) for t < lengths_b, from q (U,B,A), k (T,B,A) and
// v (A). With g = ds·v⊙(1 − tanh²): dq_ub = Σ_t g, dk_tb = Σ_u g, dv = Σ ds·tanh. The tanh is computed again on the way back:
// U·B·T·A numbers would take longer to store and read.
import { loadLanes, storeLanes, ZEROS } from "../lanes";
import { multiplyAdd, sumLanes, tanhPoly6 } from "../vectorMath";

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

/** out (U,B,T); scores behind the end of a sequence are 0, and its keys are not read. `sums` is working memory of (T,8). */
export function additiveScores(
  queries: usize,
  keys: usize,
  energy: usize,
  lengths: usize,
  out: usize,
  U: i32,
  B: i32,
  T: i32,
  A: i32,
  sums: usize,
): void {
  const row: usize = (A as usize) << 2;
  const step: usize = (B as usize) * row;
  const paired = A & -8;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    const first = keys + (b as usize) * row;
    for (let u = 0; u < U; u++) {
      const place = (u * B + b) as usize;
      const q = queries + place * row;
      const to = out + ((place * (T as usize)) << 2);
      memory.fill(to + ((length as usize) << 2), 0, ((T - length) as usize) << 2);
      sumPairs(q, first, energy, step, length, paired, sums);
      let k = first;
      for (let t = 0; t < length; t++) {
        const eight = sums + (t << 5);
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
 * Eight columns of the way back for one query: all that leads to two neighbouring stores comes in pairs, so that V8 can pack them
 * (see products/wideKernels.ts). k and dk are those of the first key; dk and dq are added to where the caller says so.
 */
// @inline
function backwardPair(
  ds: usize,
  q: usize,
  k: usize,
  energy: usize,
  startQ: usize,
  dq: usize,
  dk: usize,
  dEnergy: usize,
  step: usize,
  length: i32,
): void {
  const one = f32x4.splat(1);
  const q0 = v128.load(q),
    q1 = v128.load(q, 16);
  const v0 = v128.load(energy),
    v1 = v128.load(energy, 16);
  let sumQ0 = v128.load(startQ),
    sumQ1 = v128.load(startQ, 16);
  let sumV0 = v128.load(ZEROS),
    sumV1 = v128.load(ZEROS, 16);
  for (let t = 0; t < length; t++) {
    const d = v128.load32_splat(ds + (t << 2));
    const value0 = tanhPoly6(f32x4.add(q0, v128.load(k))),
      value1 = tanhPoly6(f32x4.add(q1, v128.load(k, 16)));
    sumV0 = multiplyAdd(d, value0, sumV0);
    sumV1 = multiplyAdd(d, value1, sumV1);
    const g0 = f32x4.mul(f32x4.mul(d, v0), f32x4.sub(one, f32x4.mul(value0, value0))),
      g1 = f32x4.mul(f32x4.mul(d, v1), f32x4.sub(one, f32x4.mul(value1, value1)));
    sumQ0 = f32x4.add(sumQ0, g0);
    sumQ1 = f32x4.add(sumQ1, g1);
    const dk0 = f32x4.add(v128.load(dk), g0),
      dk1 = f32x4.add(v128.load(dk, 16), g1);
    v128.store(dk, dk0);
    v128.store(dk, dk1, 16);
    k += step;
    dk += step;
  }
  const dv0 = f32x4.add(v128.load(dEnergy), sumV0),
    dv1 = f32x4.add(v128.load(dEnergy, 16), sumV1);
  v128.store(dq, sumQ0);
  v128.store(dq, sumQ1, 16);
  v128.store(dEnergy, dv0);
  v128.store(dEnergy, dv1, 16);
}

/** dq (U,B,A), dk (T,B,A) and dv (A), each null where it is not wanted, (+)= what dScores (U,B,T) makes of them. */
export function additiveScoresBackward(
  dScores: usize,
  queries: usize,
  keys: usize,
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
): void {
  const row: usize = (A as usize) << 2;
  const step: usize = (B as usize) * row;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
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
      if (UNROLL_WIDE && dQueries && dKeys && dEnergy) {
        const first = (b as usize) * row;
        for (; a + 8 <= A; a += 8) {
          const at: usize = a << 2;
          const startQ = addQueries ? dq + at : ZEROS;
          const k = keys + first + at,
            dk = dKeys + first + at;
          backwardPair(ds, q + at, k, energy + at, startQ, dq + at, dk, dEnergy + at, step, length);
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
          const g = f32x4.mul(f32x4.mul(d, v), f32x4.sub(one, f32x4.mul(value, value)));
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
