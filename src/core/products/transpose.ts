/** out (N,M) (+)= xᵀ for x (M,N). */
export function transpose(x: usize, out: usize, M: i32, N: i32, accumulate: bool): void {
  for (let i = 0; i < M; i++) {
    let to = out + (i << 2);
    for (let j = 0; j < N; j++) {
      store<f32>(to, accumulate ? load<f32>(to) + load<f32>(x) : load<f32>(x));
      x += 4;
      to += M << 2;
    }
  }
}
