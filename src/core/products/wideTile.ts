// The body of the wide build's micro-kernels: C[rows, 16] = C₀ + A·B over two panels of B.
//
// V8 packs two neighbouring vectors of 128 bits into one of 256 where everything that leads to two neighbouring stores comes in such
// pairs: loads 16 bytes apart from one index, one splat for both, and branches shared by all.
//
// Each step of depth stands in an `if` that is always true, and of which no compiler knows it. V8 moves sums to where they are used, which
// without a branch between them is one behind the other, so that each waits for the one before; at a branch all have to be there.
import { ZEROS } from "../lanes";
import { multiplyAdd } from "../vectorMath";

/** C[rows, 16] (stride in bytes) = C₀[rows, 16] (stride in bytes, 0 repeats one row; null = zero) + A[rows, depth]·B[depth, 16]. */
// @inline
export function wideTile(
  rows: i32,
  columns: bool,
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
  if (!c0) {
    c0 = ZEROS;
    c0Stride = 0;
  }
  let s00 = v128.load(c0),
    s01 = v128.load(c0, 16),
    s02 = v128.load(c0, 32),
    s03 = v128.load(c0, 48);
  let s10 = s00,
    s11 = s01,
    s12 = s02,
    s13 = s03,
    s20 = s00,
    s21 = s01,
    s22 = s02,
    s23 = s03,
    s30 = s00,
    s31 = s01,
    s32 = s02,
    s33 = s03,
    s40 = s00,
    s41 = s01,
    s42 = s02,
    s43 = s03,
    s50 = s00,
    s51 = s01,
    s52 = s02,
    s53 = s03;
  if (rows > 1) {
    c0 += c0Stride;
    s10 = v128.load(c0);
    s11 = v128.load(c0, 16);
    s12 = v128.load(c0, 32);
    s13 = v128.load(c0, 48);
  }
  if (rows > 2) {
    c0 += c0Stride;
    s20 = v128.load(c0);
    s21 = v128.load(c0, 16);
    s22 = v128.load(c0, 32);
    s23 = v128.load(c0, 48);
  }
  if (rows > 3) {
    c0 += c0Stride;
    s30 = v128.load(c0);
    s31 = v128.load(c0, 16);
    s32 = v128.load(c0, 32);
    s33 = v128.load(c0, 48);
  }
  if (rows > 4) {
    c0 += c0Stride;
    s40 = v128.load(c0);
    s41 = v128.load(c0, 16);
    s42 = v128.load(c0, 32);
    s43 = v128.load(c0, 48);
  }
  if (rows > 5) {
    c0 += c0Stride;
    s50 = v128.load(c0);
    s51 = v128.load(c0, 16);
    s52 = v128.load(c0, 32);
    s53 = v128.load(c0, 48);
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
  let d = b + panel;
  const end = b + ((depth as usize) << 5);
  const unrolled = b + ((depth & -4) << 5);
  while (b < unrolled) {
    if (depth > 0) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(d);
      const b3 = v128.load(d, 16);
      let x = columns ? v128.load32_splat(a) : v128.load32_splat(a);
      s00 = multiplyAdd(x, b0, s00);
      s01 = multiplyAdd(x, b1, s01);
      s02 = multiplyAdd(x, b2, s02);
      s03 = multiplyAdd(x, b3, s03);
      if (rows > 1) {
        x = columns ? v128.load32_splat(a, 4) : v128.load32_splat(a1);
        s10 = multiplyAdd(x, b0, s10);
        s11 = multiplyAdd(x, b1, s11);
        s12 = multiplyAdd(x, b2, s12);
        s13 = multiplyAdd(x, b3, s13);
      }
      if (rows > 2) {
        x = columns ? v128.load32_splat(a, 8) : v128.load32_splat(a2);
        s20 = multiplyAdd(x, b0, s20);
        s21 = multiplyAdd(x, b1, s21);
        s22 = multiplyAdd(x, b2, s22);
        s23 = multiplyAdd(x, b3, s23);
      }
      if (rows > 3) {
        x = columns ? v128.load32_splat(a, 12) : v128.load32_splat(a3);
        s30 = multiplyAdd(x, b0, s30);
        s31 = multiplyAdd(x, b1, s31);
        s32 = multiplyAdd(x, b2, s32);
        s33 = multiplyAdd(x, b3, s33);
      }
      if (rows > 4) {
        x = columns ? v128.load32_splat(a, 16) : v128.load32_splat(a4);
        s40 = multiplyAdd(x, b0, s40);
        s41 = multiplyAdd(x, b1, s41);
        s42 = multiplyAdd(x, b2, s42);
        s43 = multiplyAdd(x, b3, s43);
      }
      if (rows > 5) {
        x = columns ? v128.load32_splat(a, 20) : v128.load32_splat(a5);
        s50 = multiplyAdd(x, b0, s50);
        s51 = multiplyAdd(x, b1, s51);
        s52 = multiplyAdd(x, b2, s52);
        s53 = multiplyAdd(x, b3, s53);
      }
    }
    if (columns) a += aStride;
    if (depth > 1) {
      const b0 = v128.load(b, 32);
      const b1 = v128.load(b, 48);
      const b2 = v128.load(d, 32);
      const b3 = v128.load(d, 48);
      let x = columns ? v128.load32_splat(a) : v128.load32_splat(a, 4);
      s00 = multiplyAdd(x, b0, s00);
      s01 = multiplyAdd(x, b1, s01);
      s02 = multiplyAdd(x, b2, s02);
      s03 = multiplyAdd(x, b3, s03);
      if (rows > 1) {
        x = columns ? v128.load32_splat(a, 4) : v128.load32_splat(a1, 4);
        s10 = multiplyAdd(x, b0, s10);
        s11 = multiplyAdd(x, b1, s11);
        s12 = multiplyAdd(x, b2, s12);
        s13 = multiplyAdd(x, b3, s13);
      }
      if (rows > 2) {
        x = columns ? v128.load32_splat(a, 8) : v128.load32_splat(a2, 4);
        s20 = multiplyAdd(x, b0, s20);
        s21 = multiplyAdd(x, b1, s21);
        s22 = multiplyAdd(x, b2, s22);
        s23 = multiplyAdd(x, b3, s23);
      }
      if (rows > 3) {
        x = columns ? v128.load32_splat(a, 12) : v128.load32_splat(a3, 4);
        s30 = multiplyAdd(x, b0, s30);
        s31 = multiplyAdd(x, b1, s31);
        s32 = multiplyAdd(x, b2, s32);
        s33 = multiplyAdd(x, b3, s33);
      }
      if (rows > 4) {
        x = columns ? v128.load32_splat(a, 16) : v128.load32_splat(a4, 4);
        s40 = multiplyAdd(x, b0, s40);
        s41 = multiplyAdd(x, b1, s41);
        s42 = multiplyAdd(x, b2, s42);
        s43 = multiplyAdd(x, b3, s43);
      }
      if (rows > 5) {
        x = columns ? v128.load32_splat(a, 20) : v128.load32_splat(a5, 4);
        s50 = multiplyAdd(x, b0, s50);
        s51 = multiplyAdd(x, b1, s51);
        s52 = multiplyAdd(x, b2, s52);
        s53 = multiplyAdd(x, b3, s53);
      }
    }
    if (columns) a += aStride;
    if (depth > 2) {
      const b0 = v128.load(b, 64);
      const b1 = v128.load(b, 80);
      const b2 = v128.load(d, 64);
      const b3 = v128.load(d, 80);
      let x = columns ? v128.load32_splat(a) : v128.load32_splat(a, 8);
      s00 = multiplyAdd(x, b0, s00);
      s01 = multiplyAdd(x, b1, s01);
      s02 = multiplyAdd(x, b2, s02);
      s03 = multiplyAdd(x, b3, s03);
      if (rows > 1) {
        x = columns ? v128.load32_splat(a, 4) : v128.load32_splat(a1, 8);
        s10 = multiplyAdd(x, b0, s10);
        s11 = multiplyAdd(x, b1, s11);
        s12 = multiplyAdd(x, b2, s12);
        s13 = multiplyAdd(x, b3, s13);
      }
      if (rows > 2) {
        x = columns ? v128.load32_splat(a, 8) : v128.load32_splat(a2, 8);
        s20 = multiplyAdd(x, b0, s20);
        s21 = multiplyAdd(x, b1, s21);
        s22 = multiplyAdd(x, b2, s22);
        s23 = multiplyAdd(x, b3, s23);
      }
      if (rows > 3) {
        x = columns ? v128.load32_splat(a, 12) : v128.load32_splat(a3, 8);
        s30 = multiplyAdd(x, b0, s30);
        s31 = multiplyAdd(x, b1, s31);
        s32 = multiplyAdd(x, b2, s32);
        s33 = multiplyAdd(x, b3, s33);
      }
      if (rows > 4) {
        x = columns ? v128.load32_splat(a, 16) : v128.load32_splat(a4, 8);
        s40 = multiplyAdd(x, b0, s40);
        s41 = multiplyAdd(x, b1, s41);
        s42 = multiplyAdd(x, b2, s42);
        s43 = multiplyAdd(x, b3, s43);
      }
      if (rows > 5) {
        x = columns ? v128.load32_splat(a, 20) : v128.load32_splat(a5, 8);
        s50 = multiplyAdd(x, b0, s50);
        s51 = multiplyAdd(x, b1, s51);
        s52 = multiplyAdd(x, b2, s52);
        s53 = multiplyAdd(x, b3, s53);
      }
    }
    if (columns) a += aStride;
    if (depth > 3) {
      const b0 = v128.load(b, 96);
      const b1 = v128.load(b, 112);
      const b2 = v128.load(d, 96);
      const b3 = v128.load(d, 112);
      let x = columns ? v128.load32_splat(a) : v128.load32_splat(a, 12);
      s00 = multiplyAdd(x, b0, s00);
      s01 = multiplyAdd(x, b1, s01);
      s02 = multiplyAdd(x, b2, s02);
      s03 = multiplyAdd(x, b3, s03);
      if (rows > 1) {
        x = columns ? v128.load32_splat(a, 4) : v128.load32_splat(a1, 12);
        s10 = multiplyAdd(x, b0, s10);
        s11 = multiplyAdd(x, b1, s11);
        s12 = multiplyAdd(x, b2, s12);
        s13 = multiplyAdd(x, b3, s13);
      }
      if (rows > 2) {
        x = columns ? v128.load32_splat(a, 8) : v128.load32_splat(a2, 12);
        s20 = multiplyAdd(x, b0, s20);
        s21 = multiplyAdd(x, b1, s21);
        s22 = multiplyAdd(x, b2, s22);
        s23 = multiplyAdd(x, b3, s23);
      }
      if (rows > 3) {
        x = columns ? v128.load32_splat(a, 12) : v128.load32_splat(a3, 12);
        s30 = multiplyAdd(x, b0, s30);
        s31 = multiplyAdd(x, b1, s31);
        s32 = multiplyAdd(x, b2, s32);
        s33 = multiplyAdd(x, b3, s33);
      }
      if (rows > 4) {
        x = columns ? v128.load32_splat(a, 16) : v128.load32_splat(a4, 12);
        s40 = multiplyAdd(x, b0, s40);
        s41 = multiplyAdd(x, b1, s41);
        s42 = multiplyAdd(x, b2, s42);
        s43 = multiplyAdd(x, b3, s43);
      }
      if (rows > 5) {
        x = columns ? v128.load32_splat(a, 20) : v128.load32_splat(a5, 12);
        s50 = multiplyAdd(x, b0, s50);
        s51 = multiplyAdd(x, b1, s51);
        s52 = multiplyAdd(x, b2, s52);
        s53 = multiplyAdd(x, b3, s53);
      }
    }
    if (columns) {
      a += aStride;
    } else {
      a += 16;
      if (rows > 1) a1 += 16;
      if (rows > 2) a2 += 16;
      if (rows > 3) a3 += 16;
      if (rows > 4) a4 += 16;
      if (rows > 5) a5 += 16;
    }
    b += 128;
    d += 128;
  }
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(d);
    const b3 = v128.load(d, 16);
    let x = columns ? v128.load32_splat(a) : v128.load32_splat(a);
    s00 = multiplyAdd(x, b0, s00);
    s01 = multiplyAdd(x, b1, s01);
    s02 = multiplyAdd(x, b2, s02);
    s03 = multiplyAdd(x, b3, s03);
    if (rows > 1) {
      x = columns ? v128.load32_splat(a, 4) : v128.load32_splat(a1);
      s10 = multiplyAdd(x, b0, s10);
      s11 = multiplyAdd(x, b1, s11);
      s12 = multiplyAdd(x, b2, s12);
      s13 = multiplyAdd(x, b3, s13);
    }
    if (rows > 2) {
      x = columns ? v128.load32_splat(a, 8) : v128.load32_splat(a2);
      s20 = multiplyAdd(x, b0, s20);
      s21 = multiplyAdd(x, b1, s21);
      s22 = multiplyAdd(x, b2, s22);
      s23 = multiplyAdd(x, b3, s23);
    }
    if (rows > 3) {
      x = columns ? v128.load32_splat(a, 12) : v128.load32_splat(a3);
      s30 = multiplyAdd(x, b0, s30);
      s31 = multiplyAdd(x, b1, s31);
      s32 = multiplyAdd(x, b2, s32);
      s33 = multiplyAdd(x, b3, s33);
    }
    if (rows > 4) {
      x = columns ? v128.load32_splat(a, 16) : v128.load32_splat(a4);
      s40 = multiplyAdd(x, b0, s40);
      s41 = multiplyAdd(x, b1, s41);
      s42 = multiplyAdd(x, b2, s42);
      s43 = multiplyAdd(x, b3, s43);
    }
    if (rows > 5) {
      x = columns ? v128.load32_splat(a, 20) : v128.load32_splat(a5);
      s50 = multiplyAdd(x, b0, s50);
      s51 = multiplyAdd(x, b1, s51);
      s52 = multiplyAdd(x, b2, s52);
      s53 = multiplyAdd(x, b3, s53);
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
  if (rows > 3) {
    c += cStride;
    v128.store(c, s30);
    v128.store(c, s31, 16);
    v128.store(c, s32, 32);
    v128.store(c, s33, 48);
  }
  if (rows > 4) {
    c += cStride;
    v128.store(c, s40);
    v128.store(c, s41, 16);
    v128.store(c, s42, 32);
    v128.store(c, s43, 48);
  }
  if (rows > 5) {
    c += cStride;
    v128.store(c, s50);
    v128.store(c, s51, 16);
    v128.store(c, s52, 32);
    v128.store(c, s53, 48);
  }
}
