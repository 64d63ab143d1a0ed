// ln Σ_i e^{x_i} of each row of x (R,V): what log-probabilities are logits less of.
import { loadLanes, storeLanes } from "../lanes";
import { expPoly7, sumLanes } from "../vectorMath";

/** Vectors whose sum is kept in f32, before it is added in f64. */
const BLOCK: i32 = 256;

/** out (R,1). */
export function logSumExp(x: usize, out: usize, R: i32, V: i32): void {
  const rest = memory.data(16, 16);
  for (let r = 0; r < R; r++) {
    let top = f32x4.splat(load<f32>(x));
    let i = 0;
    // A maximum that lets NaN through.
    for (; i + 4 <= V; i += 4) top = f32x4.max(top, v128.load(x + (i << 2)));
    for (; i < V; i++) top = f32x4.max(top, f32x4.splat(load<f32>(x + (i << 2))));
    const peak = max(
      max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
      max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
    );
    const shift = f32x4.splat(peak);
    let total: f64 = 0;
    for (i = 0; i + 4 <= V; ) {
      let sums = f32x4.splat(0);
      const end = min(V - 3, i + 4 * BLOCK);
      for (; i < end; i += 4) sums = f32x4.add(sums, expPoly7(f32x4.sub(v128.load(x + (i << 2)), shift)));
      total += sumLanes(sums) as f64;
    }
    if (i < V) {
      storeLanes(rest, expPoly7(f32x4.sub(loadLanes(x + (i << 2), V - i), shift)), V - i);
      for (let k = 0; k < V - i; k++) total += load<f32>(rest + (k << 2)) as f64;
    }
    store<f32>(out, ((peak as f64) + (Math.log(total) as f64)) as f32);
    x += (V as usize) << 2;
    out += 4;
  }
}
