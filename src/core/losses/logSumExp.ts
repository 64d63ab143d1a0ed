// ln Σ_i e^{x_i} of each row of x (R,V): what log-probabilities are logits less of.
import { loadLanes } from "../lanes";
import { expPoly6, sumLanes } from "../vectorMath";
import { largest } from "./crossEntropy";

/** Vectors whose sum is kept in f32, before it is added in f64. */
const BLOCK: i32 = 256;

/** out (R,1). */
export function logSumExp(x: usize, out: usize, R: i32, V: i32): void {
  for (let r = 0; r < R; r++) {
    const peak = largest(x, V);
    let i = 0;
    const shift = f32x4.splat(peak);
    let total: f64 = 0;
    while (i + 4 <= V) {
      let sums = f32x4.splat(0);
      const end = min(V - 3, i + 4 * BLOCK);
      for (; i < end; i += 4) sums = f32x4.add(sums, expPoly6(f32x4.sub(v128.load(x + (i << 2)), shift)));
      total += sumLanes(sums) as f64;
    }
    if (i < V) {
      const e = expPoly6(f32x4.sub(loadLanes(x + (i << 2), V - i), shift));
      total += f32x4.extract_lane(e, 0) as f64;
      if (V - i > 1) total += f32x4.extract_lane(e, 1) as f64;
      if (V - i > 2) total += f32x4.extract_lane(e, 2) as f64;
    }
    store<f32>(out, ((peak as f64) + (Math.log(total) as f64)) as f32);
    x += (V as usize) << 2;
    out += 4;
  }
}
