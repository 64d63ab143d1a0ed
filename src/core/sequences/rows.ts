// Rows of a minibatch by whether their sequence has ended.
import { loadLanes, storeLanes } from "../lanes";
import { hasEnded } from "./ended";

/**
 * out (T,B,F) (+)= x of the rows that run on at step t + s, or with `ended` of those that have ended; the others are 0, or left
 * as they are. They are not read, whatever stands there.
 */
export function keepRows(
  x: usize,
  lengths: usize,
  out: usize,
  T: i32,
  B: i32,
  F: i32,
  t: i32,
  ended: bool,
  accumulate: bool,
): void {
  const row: usize = F << 2;
  for (let s = 0; s < T; s++) {
    for (let b = 0; b < B; b++) {
      if (hasEnded(lengths, t + s, b) !== ended) {
        if (!accumulate) memory.fill(out, 0, row);
      } else if (!accumulate) {
        memory.copy(out, x, row);
      } else {
        for (let j = 0; j < F; j += 4) {
          const at: usize = j << 2;
          storeLanes(out + at, f32x4.add(loadLanes(out + at, F - j), loadLanes(x + at, F - j)), F - j);
        }
      }
      x += row;
      out += row;
    }
  }
}

/** out (B,F) = fresh where the row runs on at step t, before where it has ended. */
export function selectRows(fresh: usize, before: usize, lengths: usize, out: usize, t: i32, B: i32, F: i32): void {
  const row: usize = F << 2;
  for (let b = 0; b < B; b++) {
    memory.copy(out, hasEnded(lengths, t, b) ? before : fresh, row);
    fresh += row;
    before += row;
    out += row;
  }
}

/** out (T,B) = 1 where sequence b runs on at step t, else 0. */
export function running(lengths: usize, out: usize, T: i32, B: i32): void {
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      store<f32>(out, hasEnded(lengths, t, b) ? 0 : 1);
      out += 4;
    }
  }
}
