// Sequences of different length in one minibatch: sequence b ends before time step lengths[b], and what stands at later steps is
// padding. Its rows keep the state they had and give no gradient to anything but that state.
import { loadLanes, storeLanes } from "../lanes";

/** Whether row b of time step t is padding; `lengths` may be null. */
// @inline
export function hasEnded(lengths: usize, t: i32, b: i32): bool {
  return lengths !== 0 && t >= load<i32>(lengths + (b << 2));
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
