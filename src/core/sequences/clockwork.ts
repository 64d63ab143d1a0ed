// What a Clockwork RNN has beside the simple network: groups of units with periods, group i at rows and columns
// [i·U/G, (i+1)·U/G). The G `periods` are words of the program.

// @inline
function period(periods: usize, group: i32): i32 {
  return load<i32>(periods + (group << 2));
}

/** out (U,U) (+)= W with zeros where a group would read one of shorter period. */
export function keepBlocks(w: usize, out: usize, U: i32, accumulate: bool, periods: usize, periodsCount: i32): void {
  const size = U / periodsCount;
  for (let i = 0; i < U; i++) {
    for (let j = 0; j < U; j++) {
      const reads = period(periods, j / size) >= period(periods, i / size);
      const value: f32 = reads ? load<f32>(w) : 0;
      store<f32>(out, accumulate ? load<f32>(out) + value : value);
      w += 4;
      out += 4;
    }
  }
}

/**
 * From the clock `before` (B) the first step: mask (T,B,U), 1 where the unit's period divides the step's t and 0 elsewhere, and the
 * clock after the last step. t counts modulo `wrap`, a common multiple of the periods, so that it stays exact in f32. `lengths`
 * (B), or null: the clock stands still at steps behind a sequence's end. `reverse`: the last step of a sequence comes first.
 */
export function clockMasks(
  before: usize,
  lengths: usize,
  mask: usize,
  after: usize,
  T: i32,
  B: i32,
  U: i32,
  reverse: bool,
  wrap: i32,
  periods: usize,
  periodsCount: i32,
): void {
  const size = U / periodsCount;
  for (let step = 0; step < T; step++) {
    for (let b = 0; b < B; b++) {
      const length = lengths ? min(load<i32>(lengths + (b << 2)), T) : T;
      const passed = reverse ? max(length - 1 - step, 0) : min(step, length);
      const t = ((load<f32>(before + (b << 2)) as i32) + passed) % wrap;
      for (let g = 0; g < periodsCount; g++) {
        const active: f32 = t % period(periods, g) === 0 ? 1 : 0;
        for (let j = 0; j < size; j++) {
          store<f32>(mask, active);
          mask += 4;
        }
      }
    }
  }
  for (let b = 0; b < B; b++) {
    const length = lengths ? min(load<i32>(lengths + (b << 2)), T) : T;
    store<f32>(after + (b << 2), (((load<f32>(before + (b << 2)) as i32) + length) % wrap) as f32);
  }
}
