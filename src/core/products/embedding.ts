// Rows of a table by token: what multiplying a one-hot matrix would give, without the matrix.
import { hasEnded } from "../sequences/ended";

/** out (R,N) = table (V,N)[tokens (R)]. Tokens are checked before they get here. */
export function gather(table: usize, tokens: usize, out: usize, R: i32, N: i32): void {
  const bytes = N << 2;
  for (let r = 0; r < R; r++) {
    memory.copy(out, table + load<i32>(tokens) * bytes, bytes);
    tokens += 4;
    out += bytes;
  }
}

/** dTable (V,N)[tokens (R)] += dOut (R,N), in the order of the rows, of the tokens whose remainder by `parts` is `part`. */
export function scatterAdd(dOut: usize, tokens: usize, dTable: usize, R: i32, N: i32, part: i32, parts: i32): void {
  const bytes = N << 2;
  for (let r = 0; r < R; r++) {
    const token = load<i32>(tokens);
    if (parts === 1 || token % parts === part) {
      const row = dTable + token * bytes;
      let i = 0;
      for (; i + 16 <= bytes; i += 16) v128.store(row + i, f32x4.add(v128.load(row + i), v128.load(dOut + i)));
      for (; i < bytes; i += 4) store<f32>(row + i, load<f32>(row + i) + load<f32>(dOut + i));
    }
    tokens += 4;
    dOut += bytes;
  }
}

/** As `gather` for tokens (T,B), with zero rows where sequence b has ended; what stands there is not read. */
export function gatherRunning(table: usize, tokens: usize, lengths: usize, out: usize, T: i32, B: i32, N: i32): void {
  const bytes = N << 2;
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (hasEnded(lengths, t, b)) memory.fill(out, 0, bytes);
      else gather(table, tokens, out, 1, N);
      tokens += 4;
      out += bytes;
    }
  }
}

/** As `scatterAdd` for tokens (T,B), of the rows that run on alone. */
export function scatterAddRunning(
  dOut: usize,
  tokens: usize,
  lengths: usize,
  dTable: usize,
  T: i32,
  B: i32,
  N: i32,
  part: i32,
  parts: i32,
): void {
  for (let t = 0; t < T; t++) {
    for (let b = 0; b < B; b++) {
      if (!hasEnded(lengths, t, b)) scatterAdd(dOut, tokens, dTable, 1, N, part, parts);
      tokens += 4;
      dOut += N << 2;
    }
  }
}
