// Sequences of different length in one minibatch: sequence b ends before time step lengths[b], and what stands at later steps is
// padding. Its rows keep the state they had and give no gradient to anything but that state.
import { loadLanes, storeLanes } from "../pointwise/elementwise";

/** Whether row b of time step t is padding; `lengths` may be null. */
// @ts-ignore: decorator
@inline
export function hasEnded(lengths: usize, t: i32, b: i32): bool {
  return lengths != 0 && t >= load<i32>(lengths + (b << 2));
}

/** state (B,F) of the rows that have ended = before (B,F). */
export function keepEnded(lengths: usize, t: i32, before: usize, state: usize, B: i32, F: i32): void {
  const row: usize = F << 2;
  for (let b = 0; b < B; b++) {
    if (hasEnded(lengths, t, b)) memory.copy(state + (b as usize) * row, before + (b as usize) * row, row);
  }
}

/** x (B,F) of the rows that have ended = 0. */
export function clearEnded(lengths: usize, t: i32, x: usize, B: i32, F: i32): void {
  const row: usize = F << 2;
  for (let b = 0; b < B; b++) {
    if (hasEnded(lengths, t, b)) memory.fill(x + (b as usize) * row, 0, row);
  }
}

/** dBefore (B,F) of the rows that have ended += dState (B,F): the way back of `keepEnded`. */
export function carryEnded(lengths: usize, t: i32, dState: usize, dBefore: usize, B: i32, F: i32): void {
  const row: usize = F << 2;
  for (let b = 0; b < B; b++) {
    if (!hasEnded(lengths, t, b)) continue;
    for (let j = 0; j < F; j += 4) {
      const at: usize = (b as usize) * row + ((j as usize) << 2);
      storeLanes(dBefore + at, f32x4.add(loadLanes(dBefore + at, F - j), loadLanes(dState + at, F - j)), F - j);
    }
  }
}

/**
 * out (T,B,F) (+)= x of the rows that run on at step t0 + t, or with `ended` of those that have ended; the others are 0, or left
 * as they are. They are not read, whatever stands there.
 */
export function keepRows(
  x: usize,
  lengths: usize,
  out: usize,
  T: i32,
  B: i32,
  F: i32,
  t0: i32,
  ended: bool,
  accumulate: bool,
): void {
  const row: usize = F << 2;
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (hasEnded(lengths, t0 + t, b) != ended) {
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
