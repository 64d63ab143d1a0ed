import { SLOT_AVERAGE_WEIGHT } from "../constants";
import { storeLanes } from "../lanes";
import { multiplyAdd } from "../vectorMath";
import { isTaken, lanes } from "./step";

/** a += weight·(p − a), the step of a running average; with weight 1 a becomes p to the bit. */
export function average(p: usize, a: usize, n: i32, scalars: usize): void {
  if (!isTaken(scalars)) return;
  const weight = load<f32>(scalars, SLOT_AVERAGE_WEIGHT);
  if (weight === 1) {
    memory.copy(a, p, n << 2);
    return;
  }
  const w = f32x4.splat(weight);
  for (let i = 0; i < n; i += 4) {
    const at = i << 2;
    const ai = lanes(a + at, n - i);
    storeLanes(a + at, multiplyAdd(w, f32x4.sub(lanes(p + at, n - i), ai), ai), n - i);
  }
}
