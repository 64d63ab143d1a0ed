// A learned initial state: a parameter (N) where the states were cleared before this step, else what the step before left.
import { SLOT_FRESH } from "../constants";
import { columnSum } from "../products/bias";

/** out (R,N) = the parameter (N) in every row, or the state (R,N). */
export function initialStateForward(state: usize, parameter: usize, out: usize, R: i32, N: i32, scalars: usize): void {
  const row: i32 = N << 2;
  if (!load<u32>(scalars, SLOT_FRESH)) memory.copy(out, state, R * row);
  else for (let r = 0; r < R; r++) memory.copy(out + r * row, parameter, row);
}

/** dp (N) (+)= the sum of the rows of dy (R,N). Of states that were carried here the parameter has no part: no rows are added. */
export function initialStateBackward(dy: usize, dp: usize, R: i32, N: i32, accumulate: bool, scalars: usize): void {
  columnSum(dy, dp, load<u32>(scalars, SLOT_FRESH) ? R : 0, N, accumulate);
}
