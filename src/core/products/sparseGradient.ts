// The gradient of a table (V,N) of which a minibatch gathers few rows: only these are there. `rows` (…,N) holds them in the order in
// which they were first added to; slots (V) says of each row of the table which it is, counted from 1, and 0 of those that have no
// gradient; behind them slots[V] says how many rows there are. All slots are cleared first.
import { hasEnded } from "../sequences/ended";

/** rows of tokens (T,B) += dOut (T,B,N). With lengths (B), what stands behind the end of a sequence is not read. */
export function scatterSparse(
  dOut: usize,
  tokens: usize,
  lengths: usize,
  rows: usize,
  slots: usize,
  V: i32,
  T: i32,
  B: i32,
  N: i32,
): void {
  const bytes: usize = N << 2,
    count = slots + ((V as usize) << 2);
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (!hasEnded(lengths, t, b)) {
        const at = slots + ((load<i32>(tokens) as usize) << 2),
          slot = load<i32>(at);
        if (slot === 0) {
          const fresh = load<i32>(count) + 1;
          store<i32>(count, fresh);
          store<i32>(at, fresh);
          memory.copy(rows + ((fresh - 1) as usize) * bytes, dOut, bytes);
        } else {
          addTo(rows + ((slot - 1) as usize) * bytes, dOut, bytes);
        }
      }
      tokens += 4;
      dOut += bytes;
    }
  }
}

/** out (n) = the floats of the table's gradient from the one at `from` on, or with `adds` out += them. */
export function readSparse(rows: usize, slots: usize, out: usize, from: i32, n: i32, N: i32, adds: bool): void {
  const end = from + n;
  while (from < end) {
    const row = from / N,
      column = from - row * N,
      count = min(N - column, end - from),
      bytes: usize = count << 2,
      slot = load<i32>(slots + ((row as usize) << 2));
    if (slot === 0) {
      if (!adds) memory.fill(out, 0, bytes);
    } else {
      const source = rows + ((((slot - 1) * N + column) as usize) << 2);
      if (adds) addTo(out, source, bytes);
      else memory.copy(out, source, bytes);
    }
    out += bytes;
    from += count;
  }
}

/** x += y, of so many bytes. */
// @inline
function addTo(x: usize, y: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
  for (; i < bytes; i += 4) store<f32>(x + i, load<f32>(x + i) + load<f32>(y + i));
}
