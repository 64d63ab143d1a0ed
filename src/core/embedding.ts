// Rows of a table by token: what multiplying a one-hot matrix would give, without the matrix.

/** out (R,N) = table (V,N)[tokens (R)]. Tokens are checked before they get here. */
export function gather(table: usize, tokens: usize, out: usize, R: i32, N: i32): void {
  const bytes = N << 2;
  for (let r = 0; r < R; r++) {
    memory.copy(out, table + load<i32>(tokens) * bytes, bytes);
    tokens += 4;
    out += bytes;
  }
}

/** dTable (V,N)[tokens (R)] += dOut (R,N), in the order of the rows. */
export function scatterAdd(dOut: usize, tokens: usize, dTable: usize, R: i32, N: i32): void {
  const bytes = N << 2;
  for (let r = 0; r < R; r++) {
    const row = dTable + load<i32>(tokens) * bytes;
    let i = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(row + i, f32x4.add(v128.load(row + i), v128.load(dOut + i)));
    for (; i < bytes; i += 4) store<f32>(row + i, load<f32>(row + i) + load<f32>(dOut + i));
    tokens += 4;
    dOut += bytes;
  }
}
