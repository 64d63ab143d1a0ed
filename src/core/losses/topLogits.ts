// The K largest logits of each row of x = h·Wᵀ + b for rows h (R,H), packed Wᵀ (H,V) and b (V), and ln Σ_v e^{x_v}, of which
// log-probabilities are logits less. The logits (R,V) never exist as a whole: a block of rows and symbols goes through the product, and
// each of its rows is read while it is in the cache. Rows that nobody asks for are passed over, the others lie one behind the other. First the largest number, then Σ e^{x − peak} for the largest so far: a sum whose
// peak rises is multiplied by e^{before − peak}. Only what holds more than the Kth largest so far is looked through.
import { TOP_ROWS, TOP_SYMBOLS } from "../constants";
import { gemm } from "../products/matmul";
import { expPoly6, sumLanes } from "../vectorMath";

/** Numbers that are compared with the Kth largest at once. */
const GROUP: i32 = 72;
/** Numbers that loops over lanes leave in memory. */
const LANES: i32 = 9;

/** Puts a number above the last of a falling list of K, behind those that equal it. Returns the last of the list. */
function insert(values: usize, ids: usize, K: i32, value: f32, id: i32): f32 {
  let at: usize = (K - 1) << 2;
  for (; at > 0 && load<f32>(values + at - 4) < value; at -= 4) {
    store<f32>(values + at, load<f32>(values + at - 4));
    store<i32>(ids + at, load<i32>(ids + at - 4));
  }
  store<f32>(values + at, value);
  store<i32>(ids + at, id);
  return load<f32>(values + ((K - 1) << 2));
}

/** Puts what is above `least` of `count` numbers, a multiple of four, in the list; `first` is the id of the first. */
function gather(x: usize, first: i32, count: i32, values: usize, ids: usize, K: i32, least: f32): f32 {
  for (let i = 0; i < count; i += 4) {
    let above = i32x4.bitmask(f32x4.gt(v128.load(x + (i << 2)), f32x4.splat(least)));
    for (; above !== 0; above &= above - 1) {
      const at = i + ctz(above);
      const value = load<f32>(x + (at << 2));
      if (value > least) least = insert(values, ids, K, value, first + at);
    }
  }
  return least;
}

/** Of `count` numbers, a multiple of eight, the largest in each of eight lanes: peaks (8). NaN is passed over; it reaches the sum. */
function laneMaxima(x: usize, count: i32, peaks: usize): void {
  let low = f32x4.splat(-Infinity),
    high = low;
  for (const end = x + (count << 2); x < end; x += 32) {
    low = f32x4.pmax(low, v128.load(x));
    high = f32x4.pmax(high, v128.load(x, 16));
  }
  v128.store(peaks, low);
  v128.store(peaks, high, 16);
}

/** Σ e^{x − peak} of `count` numbers; `lanes` holds nine. */
function exponentials(x: usize, count: i32, peak: f32, lanes: usize): f64 {
  store<f32>(lanes, peak, 32);
  const shift = v128.load32_splat(lanes, 32);
  let low = f32x4.splat(0),
    high = low;
  for (const end = x + ((count & -8) << 2); x < end; x += 32) {
    low = f32x4.add(low, expPoly6(f32x4.sub(v128.load(x), shift)));
    high = f32x4.add(high, expPoly6(f32x4.sub(v128.load(x, 16), shift)));
  }
  v128.store(lanes, low);
  v128.store(lanes, high, 16);
  let sum: f64 = (sumLanes(v128.load(lanes)) as f64) + (sumLanes(v128.load(lanes, 16)) as f64);
  for (let i = count & -8; i < count; i++, x += 4) {
    sum += f32x4.extract_lane(expPoly6(f32x4.sub(v128.load32_splat(x), shift)), 0) as f64;
  }
  return sum;
}

/** The largest of four lanes, none of which is NaN. */
// @inline
function maxLanes(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** Adds the next n numbers of a row, of which the first has the id v, to its list of K, its peak and its sum. */
function addRow(
  x: usize,
  v: i32,
  n: i32,
  values: usize,
  ids: usize,
  K: i32,
  peakAt: usize,
  sumAt: usize,
  lanes: usize,
): void {
  const before = load<f32>(peakAt);
  const whole = n & -8;
  let least = load<f32>(values + ((K - 1) << 2));
  let tops = f32x4.splat(-Infinity);
  for (let i = 0; i < whole; i += GROUP) {
    const count = min(GROUP, whole - i);
    const group = x + (i << 2);
    laneMaxima(group, count, lanes);
    const top = f32x4.pmax(v128.load(lanes), v128.load(lanes, 16));
    if (v128.any_true(f32x4.gt(top, f32x4.splat(least)))) least = gather(group, v + i, count, values, ids, K, least);
    tops = f32x4.pmax(tops, top);
  }
  let top = maxLanes(tops);
  for (let i = whole; i < n; i++) {
    const value = load<f32>(x + (i << 2));
    if (value > least) least = insert(values, ids, K, value, v + i);
    if (value > top) top = value;
  }
  let sum = load<f64>(sumAt);
  let peak = before;
  if (top > before) {
    sum *= Math.exp((before as f64) - (top as f64)) as f64;
    store<f32>(peakAt, top);
    peak = top;
  }
  // Of nothing but −∞ so far there is no difference to take; what is added here a peak multiplies by 0.
  store<f64>(sumAt, sum + exponentials(x, n, peak > -Infinity ? peak : 0, lanes));
}

/**
 * logSum (R,1), values (R,K) in falling order, and their ids (R,K); of equal ones the lower id comes first. NaN and −∞ are in no list:
 * where a row has fewer than K other numbers, −∞ and the id −1 follow. The sum of a row with NaN or ∞, or of nothing but −∞, is NaN. Where
 * `asked` (R) is not null and holds 0, nothing is listed, and the sum is NaN. `scratch` has topScratch floats.
 */
export function topLogits(
  hidden: usize,
  packedW: usize,
  bias: usize,
  asked: usize,
  logSum: usize,
  values: usize,
  ids: usize,
  R: i32,
  V: i32,
  H: i32,
  K: i32,
  scratch: usize,
): void {
  // The rows that are asked for, and behind their numbers what they hold, where they do not lie one behind the other.
  const rows = scratch,
    copied = (rows + (R << 2) + 63) & ~63;
  const row: usize = (H as usize) << 2;
  let count = 0;
  for (let r = 0; r < R; r++) {
    store<f32>(logSum + (r << 2), NaN);
    for (let k = r * K; k < (r + 1) * K; k++) {
      store<f32>(values + (k << 2), -Infinity);
      store<i32>(ids + (k << 2), -1);
    }
    if (!asked || load<i32>(asked + (r << 2)) !== 0) store<i32>(rows + (count++ << 2), r);
  }
  let block = copied;
  if (count < R) {
    for (let i = 0; i < count; i++) {
      memory.copy(block, hidden + (load<i32>(rows + (i << 2)) as usize) * row, row);
      block += row;
    }
    hidden = copied;
    block = (block + 63) & ~63;
  }
  if (count === 0) return;
  const blocks = (count + TOP_ROWS - 1) / TOP_ROWS;
  const most = (count + blocks - 1) / blocks;
  // Of each row the sum in f64 and the largest number so far.
  const sums = block + ((most * TOP_SYMBOLS) << 2),
    peaks = sums + (most << 3),
    lanes = peaks + (most << 2),
    edge = lanes + (LANES << 2);
  let first = rows;
  for (let b = 0; b < blocks; b++) {
    const M = count / blocks + i32(b < count % blocks);
    memory.fill(sums, 0, M << 3);
    for (let m = 0; m < M << 2; m += 4) store<f32>(peaks + m, -Infinity);
    for (let v = 0; v < V; v += TOP_SYMBOLS) {
      const n = min(TOP_SYMBOLS, V - v);
      const w = packedW + ((v * H) << 2);
      gemm(hidden, H, w, bias ? bias + (v << 2) : 0, 0, block, TOP_SYMBOLS, M, n, H, edge);
      for (let m = 0; m < M; m++) {
        const list = (load<i32>(first + (m << 2)) * K) << 2;
        const x = block + ((m * TOP_SYMBOLS) << 2);
        addRow(x, v, n, values + list, ids + list, K, peaks + (m << 2), sums + (m << 3), lanes);
      }
    }
    for (let m = 0; m < M; m++) {
      const peak = load<f32>(peaks + (m << 2)) as f64;
      const level: f64 = peak > -Infinity ? peak + (Math.log(load<f64>(sums + (m << 3))) as f64) : NaN;
      store<f32>(logSum + (load<i32>(first + (m << 2)) << 2), level as f32);
    }
    hidden += (M as usize) * row;
    first += M << 2;
  }
}
