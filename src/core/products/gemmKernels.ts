// Micro-kernels of the products: C[rows, columns] = C₀ + A·B with the sum over depth held in registers.
//
// B lies in panels of 8 columns: (depth, 8), 32 bytes a step. A is read either where it lies (row i at a + i·stride, its
// depth contiguous) or by columns: `rows` neighbours a step, each step a stride after the one before, which is `rows` floats where
// A is packed. `rows` and `columns` are constants where the body is inlined, so the compiler drops what they exclude: one body
// makes the kernels for 1 to 6 rows. 6×8 needs 12 sums + 2 of B + 1 of A: 15 of the 16 registers of x86-64.
import { multiplyAdd } from "../vectorMath";

// @inline
function start(c0: usize, stride: i32, row: i32, column: i32): v128 {
  return c0 ? v128.load(c0 + row * stride + column * 4) : f32x4.splat(0);
}

/** C[rows, 8] (stride in bytes) = C₀[rows, 8] (stride in bytes, 0 repeats one row; null = zero) + A[rows, depth]·B[depth, 8]. */
// @inline
function tile8(
  rows: i32,
  columns: bool,
  a: usize,
  aStride: i32,
  b: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  let s00 = start(c0, c0Stride, 0, 0),
    s01 = start(c0, c0Stride, 0, 4);
  let s10 = f32x4.splat(0),
    s11 = s10,
    s20 = s10,
    s21 = s10,
    s30 = s10,
    s31 = s10,
    s40 = s10,
    s41 = s10,
    s50 = s10,
    s51 = s10;
  if (rows > 1) {
    s10 = start(c0, c0Stride, 1, 0);
    s11 = start(c0, c0Stride, 1, 4);
  }
  if (rows > 2) {
    s20 = start(c0, c0Stride, 2, 0);
    s21 = start(c0, c0Stride, 2, 4);
  }
  if (rows > 3) {
    s30 = start(c0, c0Stride, 3, 0);
    s31 = start(c0, c0Stride, 3, 4);
  }
  if (rows > 4) {
    s40 = start(c0, c0Stride, 4, 0);
    s41 = start(c0, c0Stride, 4, 4);
  }
  if (rows > 5) {
    s50 = start(c0, c0Stride, 5, 0);
    s51 = start(c0, c0Stride, 5, 4);
  }

  let a1: usize = 0,
    a2: usize = 0,
    a3: usize = 0,
    a4: usize = 0,
    a5: usize = 0;
  if (!columns) {
    a1 = a + aStride;
    a2 = a1 + aStride;
    a3 = a2 + aStride;
    a4 = a3 + aStride;
    a5 = a4 + aStride;
  }
  const end = b + ((depth as usize) << 5);
  while (b < end) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    if (rows > 1) {
      x = columns ? v128.load32_splat(a, 4) : v128.load32_splat(a1);
      s10 = multiplyAdd(x, b0, s10);
      s11 = multiplyAdd(x, b1, s11);
    }
    if (rows > 2) {
      x = columns ? v128.load32_splat(a, 8) : v128.load32_splat(a2);
      s20 = multiplyAdd(x, b0, s20);
      s21 = multiplyAdd(x, b1, s21);
    }
    if (rows > 3) {
      x = columns ? v128.load32_splat(a, 12) : v128.load32_splat(a3);
      s30 = multiplyAdd(x, b0, s30);
      s31 = multiplyAdd(x, b1, s31);
    }
    if (rows > 4) {
      x = columns ? v128.load32_splat(a, 16) : v128.load32_splat(a4);
      s40 = multiplyAdd(x, b0, s40);
      s41 = multiplyAdd(x, b1, s41);
    }
    if (rows > 5) {
      x = columns ? v128.load32_splat(a, 20) : v128.load32_splat(a5);
      s50 = multiplyAdd(x, b0, s50);
      s51 = multiplyAdd(x, b1, s51);
    }
    if (columns) {
      a += aStride;
    } else {
      a += 4;
      if (rows > 1) a1 += 4;
      if (rows > 2) a2 += 4;
      if (rows > 3) a3 += 4;
      if (rows > 4) a4 += 4;
      if (rows > 5) a5 += 4;
    }
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  if (rows > 1) {
    c += cStride;
    v128.store(c, s10);
    v128.store(c, s11, 16);
  }
  if (rows > 2) {
    c += cStride;
    v128.store(c, s20);
    v128.store(c, s21, 16);
  }
  if (rows > 3) {
    c += cStride;
    v128.store(c, s30);
    v128.store(c, s31, 16);
  }
  if (rows > 4) {
    c += cStride;
    v128.store(c, s40);
    v128.store(c, s41, 16);
  }
  if (rows > 5) {
    c += cStride;
    v128.store(c, s50);
    v128.store(c, s51, 16);
  }
}

/** The kernel for `rows` rows (1 to 6) of an A that lies in rows. */
export function gemmRows(
  rows: i32,
  a: usize,
  aStride: i32,
  b: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  switch (rows) {
    case 6:
      return tile8(6, false, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 5:
      return tile8(5, false, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 4:
      return tile8(4, false, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 3:
      return tile8(3, false, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 2:
      return tile8(2, false, a, aStride, b, c0, c0Stride, c, cStride, depth);
    default:
      return tile8(1, false, a, aStride, b, c0, c0Stride, c, cStride, depth);
  }
}

/** The kernel for `rows` rows (1 to 6) of an A packed as (depth, rows). */
export function gemmPacked(
  rows: i32,
  a: usize,
  b: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  switch (rows) {
    case 6:
      return tile8(6, true, a, 24, b, c0, c0Stride, c, cStride, depth);
    case 5:
      return tile8(5, true, a, 20, b, c0, c0Stride, c, cStride, depth);
    case 4:
      return tile8(4, true, a, 16, b, c0, c0Stride, c, cStride, depth);
    case 3:
      return tile8(3, true, a, 12, b, c0, c0Stride, c, cStride, depth);
    case 2:
      return tile8(2, true, a, 8, b, c0, c0Stride, c, cStride, depth);
    default:
      return tile8(1, true, a, 4, b, c0, c0Stride, c, cStride, depth);
  }
}

/** The kernel for `rows` rows (1 to 6) of an A that lies in columns: Aᵀ in rows, `aStride` bytes apart. */
export function gemmColumns(
  rows: i32,
  a: usize,
  aStride: i32,
  b: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  switch (rows) {
    case 6:
      return tile8(6, true, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 5:
      return tile8(5, true, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 4:
      return tile8(4, true, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 3:
      return tile8(3, true, a, aStride, b, c0, c0Stride, c, cStride, depth);
    case 2:
      return tile8(2, true, a, aStride, b, c0, c0Stride, c, cStride, depth);
    default:
      return tile8(1, true, a, aStride, b, c0, c0Stride, c, cStride, depth);
  }
}

/**
 * One to three rows over two panels, 16 columns: fewer than eight sums in flight would wait for each other (a fused
 * multiply-add takes four cycles, two start each cycle). `panel` is the bytes of one panel of B.
 */
// @inline
function tile16(
  rows: i32,
  a: usize,
  aStride: i32,
  b: usize,
  panel: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  let s00 = start(c0, c0Stride, 0, 0),
    s01 = start(c0, c0Stride, 0, 4),
    s02 = start(c0, c0Stride, 0, 8),
    s03 = start(c0, c0Stride, 0, 12);
  let s10 = f32x4.splat(0),
    s11 = s10,
    s12 = s10,
    s13 = s10,
    s20 = s10,
    s21 = s10,
    s22 = s10,
    s23 = s10;
  if (rows > 1) {
    s10 = start(c0, c0Stride, 1, 0);
    s11 = start(c0, c0Stride, 1, 4);
    s12 = start(c0, c0Stride, 1, 8);
    s13 = start(c0, c0Stride, 1, 12);
  }
  if (rows > 2) {
    s20 = start(c0, c0Stride, 2, 0);
    s21 = start(c0, c0Stride, 2, 4);
    s22 = start(c0, c0Stride, 2, 8);
    s23 = start(c0, c0Stride, 2, 12);
  }
  let a1 = a + aStride,
    a2 = a1 + aStride;
  const end = b + ((depth as usize) << 5);
  let d = b + panel;
  while (b < end) {
    const b0 = v128.load(b),
      b1 = v128.load(b, 16),
      b2 = v128.load(d),
      b3 = v128.load(d, 16);
    let x = v128.load32_splat(a);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    s02 = multiplyAdd(x, b2, s02);
    s03 = multiplyAdd(x, b3, s03);
    if (rows > 1) {
      x = v128.load32_splat(a1);
      s10 = multiplyAdd(x, b0, s10);
      s11 = multiplyAdd(x, b1, s11);
      s12 = multiplyAdd(x, b2, s12);
      s13 = multiplyAdd(x, b3, s13);
    }
    if (rows > 2) {
      x = v128.load32_splat(a2);
      s20 = multiplyAdd(x, b0, s20);
      s21 = multiplyAdd(x, b1, s21);
      s22 = multiplyAdd(x, b2, s22);
      s23 = multiplyAdd(x, b3, s23);
    }
    a += 4;
    if (rows > 1) a1 += 4;
    if (rows > 2) a2 += 4;
    b += 32;
    d += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c, s02, 32);
  v128.store(c, s03, 48);
  if (rows > 1) {
    c += cStride;
    v128.store(c, s10);
    v128.store(c, s11, 16);
    v128.store(c, s12, 32);
    v128.store(c, s13, 48);
  }
  if (rows > 2) {
    c += cStride;
    v128.store(c, s20);
    v128.store(c, s21, 16);
    v128.store(c, s22, 32);
    v128.store(c, s23, 48);
  }
}

/** The kernel for 2 or 3 rows and two panels. */
export function gemmFewRows(
  rows: i32,
  a: usize,
  aStride: i32,
  b: usize,
  panel: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  if (rows === 3) return tile16(3, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
  if (rows === 2) return tile16(2, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
  return tile16(1, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

/** One row over four panels that lie beside each other at each step of depth, 32 columns: eight sums in flight. */
export function gemmOneRow(a: usize, b: usize, c0: usize, c: usize, depth: i32): void {
  let s0 = start(c0, 0, 0, 0),
    s1 = start(c0, 0, 0, 4),
    s2 = start(c0, 0, 0, 8),
    s3 = start(c0, 0, 0, 12),
    s4 = start(c0, 0, 0, 16),
    s5 = start(c0, 0, 0, 20),
    s6 = start(c0, 0, 0, 24),
    s7 = start(c0, 0, 0, 28);
  const end = b + ((depth as usize) << 7);
  while (b < end) {
    const x = v128.load32_splat(a);
    s0 = multiplyAdd(x, v128.load(b), s0);
    s1 = multiplyAdd(x, v128.load(b, 16), s1);
    s2 = multiplyAdd(x, v128.load(b, 32), s2);
    s3 = multiplyAdd(x, v128.load(b, 48), s3);
    s4 = multiplyAdd(x, v128.load(b, 64), s4);
    s5 = multiplyAdd(x, v128.load(b, 80), s5);
    s6 = multiplyAdd(x, v128.load(b, 96), s6);
    s7 = multiplyAdd(x, v128.load(b, 112), s7);
    a += 4;
    b += 128;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
  v128.store(c, s4, 64);
  v128.store(c, s5, 80);
  v128.store(c, s6, 96);
  v128.store(c, s7, 112);
}
