// One vector of a whole sequence: its mean or its largest numbers over the steps it has, out (B,F) from x (T,B,F) and lengths (B).
//   mean: out_b = 1/T_b · Σ_{t<T_b} x_tb         dx_tb = dOut_b / T_b
//   max:  out_b = max_{t<T_b} x_tb, the first      dx_tb = dOut_b where t = where_b
// Rows behind a sequence's end are not read; their gradient is 0.
import { loadLanes, storeLanes } from "../lanes";
import { hasEnded } from "./ended";

export function meanSteps(x: usize, lengths: usize, out: usize, T: i32, B: i32, F: i32): void {
  const row: usize = F << 2;
  memory.fill(out, 0, (B as usize) * row);
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (hasEnded(lengths, t, b)) continue;
      const from = x + ((t * B + b) as usize) * row;
      const to = out + (b as usize) * row;
      const share = f32x4.splat(1 / (stepsOf(lengths, T, b) as f32));
      for (let j = 0; j < F; j += 4) {
        const at: usize = j << 2;
        const sum = f32x4.add(loadLanes(to + at, F - j), f32x4.mul(share, loadLanes(from + at, F - j)));
        storeLanes(to + at, sum, F - j);
      }
    }
  }
}

export function meanStepsBackward(
  dOut: usize,
  lengths: usize,
  dx: usize,
  T: i32,
  B: i32,
  F: i32,
  accumulate: bool,
): void {
  const row: usize = F << 2;
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      const to = dx + ((t * B + b) as usize) * row;
      if (hasEnded(lengths, t, b)) {
        if (!accumulate) memory.fill(to, 0, row);
        continue;
      }
      const from = dOut + (b as usize) * row;
      const share = f32x4.splat(1 / (stepsOf(lengths, T, b) as f32));
      for (let j = 0; j < F; j += 4) {
        const at: usize = j << 2;
        let d = f32x4.mul(share, loadLanes(from + at, F - j));
        if (accumulate) d = f32x4.add(d, loadLanes(to + at, F - j));
        storeLanes(to + at, d, F - j);
      }
    }
  }
}

/** `where` (B,F) are the steps of the largest numbers. */
export function maxSteps(x: usize, lengths: usize, out: usize, where: usize, T: i32, B: i32, F: i32): void {
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (hasEnded(lengths, t, b)) continue;
      const row = (b * F) as usize;
      for (let j = 0; j < F; j++) {
        const at = (row + (j as usize)) << 2;
        const value = load<f32>(x + ((((t * B) as usize) * (F as usize)) << 2) + at);
        // What is not at most the largest so far is larger, or NaN, which has to get through.
        if (t === 0 || !(value <= load<f32>(out + at))) {
          store<f32>(out + at, value);
          store<i32>(where + at, t);
        }
      }
    }
  }
}

export function maxStepsBackward(dOut: usize, where: usize, dx: usize, T: i32, B: i32, F: i32, accumulate: bool): void {
  const count: usize = (B * F) << 2;
  if (!accumulate) memory.fill(dx, 0, (T as usize) * count);
  for (let at: usize = 0; at < count; at += 4) {
    const to = dx + (load<u32>(where + at) as usize) * count + at;
    store<f32>(to, load<f32>(to) + load<f32>(dOut + at));
  }
}

// @inline
function stepsOf(lengths: usize, T: i32, b: i32): i32 {
  return lengths ? load<i32>(lengths + (b << 2)) : T;
}
