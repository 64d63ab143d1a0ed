// Additive scores (Bahdanau, Cho and Bengio 2015): s_ubt = Σ_a v_a tanh(q_uba + k_tba) for t < lengths_b, from q (U,B,A), k (T,B,A) and
// v (A). With g = ds·v⊙(1 − tanh²): dq_ub = Σ_t g, dk_tb = Σ_u g, dv = Σ ds·tanh. The tanh is computed again on the way back:
// U·B·T·A numbers would take longer to store and read.
import { loadLanes, storeLanes } from "../lanes";
import { multiplyAdd, tanhPoly7 } from "../vectorMath";

/** out (U,B,T); scores behind the end of a sequence are 0, and its keys are not read. */
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
): void {
  const row: usize = (A as usize) << 2;
  const step: usize = (B as usize) * row;
  for (let b = 0; b < B; b++) {
    const length = load<i32>(lengths + (b << 2));
    for (let u = 0; u < U; u++) {
      const place = (u * B + b) as usize;
      const q = queries + place * row;
      const to = out + ((place * (T as usize)) << 2);
      memory.fill(to + ((length as usize) << 2), 0, ((T - length) as usize) << 2);
      let k = keys + (b as usize) * row;
      for (let t = 0; t < length; t++) {
        let sums = f32x4.splat(0);
        let a = 0;
        for (; a + 4 <= A; a += 4) {
          const at: usize = a << 2;
          const value = tanhPoly7(f32x4.add(v128.load(q + at), v128.load(k + at)));
          sums = multiplyAdd(v128.load(energy + at), value, sums);
        }
        let sum = firstLanes(sums, 4);
        if (a < A) {
          const at: usize = a << 2;
          const value = tanhPoly7(f32x4.add(loadLanes(q + at, A - a), loadLanes(k + at, A - a)));
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
      for (let a = 0; a < A; a += 4) {
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
          const value = tanhPoly7(f32x4.add(query, loadLanes(k, n)));
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
