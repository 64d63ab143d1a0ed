// Four rows and three panels: as many sums in registers as a tile of six rows and two panels has.
import { ZEROS } from "../lanes";
import { multiplyAdd } from "../vectorMath";

/**
 * C[4, 24] (stride in bytes) = C₀[4, 24] (stride in bytes, 0 repeats one row; null = zero) + A[4, depth]·B[depth, 24], with A in rows
 * `aStride` bytes apart and panels `panel` bytes apart. Two rows at a time, so that 15 registers suffice; about the `if`s see wideTile.ts.
 */
export function wideQuad(
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
    s03 = v128.load(c0, 48),
    s04 = v128.load(c0, 64),
    s05 = v128.load(c0, 80);
  c0 += c0Stride;
  let s10 = v128.load(c0),
    s11 = v128.load(c0, 16),
    s12 = v128.load(c0, 32),
    s13 = v128.load(c0, 48),
    s14 = v128.load(c0, 64),
    s15 = v128.load(c0, 80);
  c0 += c0Stride;
  let s20 = v128.load(c0),
    s21 = v128.load(c0, 16),
    s22 = v128.load(c0, 32),
    s23 = v128.load(c0, 48),
    s24 = v128.load(c0, 64),
    s25 = v128.load(c0, 80);
  c0 += c0Stride;
  let s30 = v128.load(c0),
    s31 = v128.load(c0, 16),
    s32 = v128.load(c0, 32),
    s33 = v128.load(c0, 48),
    s34 = v128.load(c0, 64),
    s35 = v128.load(c0, 80);
  let a1 = a + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  let b1 = b + panel;
  let b2 = b1 + panel;
  const end = b + ((depth as usize) << 5);
  const unrolled = b + ((depth & -4) << 5);
  while (b < unrolled) {
    if (depth > 0) {
      const x0 = v128.load32_splat(a),
        x1 = v128.load32_splat(a1);
      let p0 = v128.load(b);
      let p1 = v128.load(b, 16);
      s00 = multiplyAdd(x0, p0, s00);
      s01 = multiplyAdd(x0, p1, s01);
      s10 = multiplyAdd(x1, p0, s10);
      s11 = multiplyAdd(x1, p1, s11);
      p0 = v128.load(b1);
      p1 = v128.load(b1, 16);
      s02 = multiplyAdd(x0, p0, s02);
      s03 = multiplyAdd(x0, p1, s03);
      s12 = multiplyAdd(x1, p0, s12);
      s13 = multiplyAdd(x1, p1, s13);
      p0 = v128.load(b2);
      p1 = v128.load(b2, 16);
      s04 = multiplyAdd(x0, p0, s04);
      s05 = multiplyAdd(x0, p1, s05);
      s14 = multiplyAdd(x1, p0, s14);
      s15 = multiplyAdd(x1, p1, s15);
    }
    if (panel > 0) {
      const x0 = v128.load32_splat(a2),
        x1 = v128.load32_splat(a3);
      let p0 = v128.load(b);
      let p1 = v128.load(b, 16);
      s20 = multiplyAdd(x0, p0, s20);
      s21 = multiplyAdd(x0, p1, s21);
      s30 = multiplyAdd(x1, p0, s30);
      s31 = multiplyAdd(x1, p1, s31);
      p0 = v128.load(b1);
      p1 = v128.load(b1, 16);
      s22 = multiplyAdd(x0, p0, s22);
      s23 = multiplyAdd(x0, p1, s23);
      s32 = multiplyAdd(x1, p0, s32);
      s33 = multiplyAdd(x1, p1, s33);
      p0 = v128.load(b2);
      p1 = v128.load(b2, 16);
      s24 = multiplyAdd(x0, p0, s24);
      s25 = multiplyAdd(x0, p1, s25);
      s34 = multiplyAdd(x1, p0, s34);
      s35 = multiplyAdd(x1, p1, s35);
    }
    if (depth > 1) {
      const x0 = v128.load32_splat(a, 4),
        x1 = v128.load32_splat(a1, 4);
      let p0 = v128.load(b, 32);
      let p1 = v128.load(b, 48);
      s00 = multiplyAdd(x0, p0, s00);
      s01 = multiplyAdd(x0, p1, s01);
      s10 = multiplyAdd(x1, p0, s10);
      s11 = multiplyAdd(x1, p1, s11);
      p0 = v128.load(b1, 32);
      p1 = v128.load(b1, 48);
      s02 = multiplyAdd(x0, p0, s02);
      s03 = multiplyAdd(x0, p1, s03);
      s12 = multiplyAdd(x1, p0, s12);
      s13 = multiplyAdd(x1, p1, s13);
      p0 = v128.load(b2, 32);
      p1 = v128.load(b2, 48);
      s04 = multiplyAdd(x0, p0, s04);
      s05 = multiplyAdd(x0, p1, s05);
      s14 = multiplyAdd(x1, p0, s14);
      s15 = multiplyAdd(x1, p1, s15);
    }
    if (panel > 1) {
      const x0 = v128.load32_splat(a2, 4),
        x1 = v128.load32_splat(a3, 4);
      let p0 = v128.load(b, 32);
      let p1 = v128.load(b, 48);
      s20 = multiplyAdd(x0, p0, s20);
      s21 = multiplyAdd(x0, p1, s21);
      s30 = multiplyAdd(x1, p0, s30);
      s31 = multiplyAdd(x1, p1, s31);
      p0 = v128.load(b1, 32);
      p1 = v128.load(b1, 48);
      s22 = multiplyAdd(x0, p0, s22);
      s23 = multiplyAdd(x0, p1, s23);
      s32 = multiplyAdd(x1, p0, s32);
      s33 = multiplyAdd(x1, p1, s33);
      p0 = v128.load(b2, 32);
      p1 = v128.load(b2, 48);
      s24 = multiplyAdd(x0, p0, s24);
      s25 = multiplyAdd(x0, p1, s25);
      s34 = multiplyAdd(x1, p0, s34);
      s35 = multiplyAdd(x1, p1, s35);
    }
    if (depth > 2) {
      const x0 = v128.load32_splat(a, 8),
        x1 = v128.load32_splat(a1, 8);
      let p0 = v128.load(b, 64);
      let p1 = v128.load(b, 80);
      s00 = multiplyAdd(x0, p0, s00);
      s01 = multiplyAdd(x0, p1, s01);
      s10 = multiplyAdd(x1, p0, s10);
      s11 = multiplyAdd(x1, p1, s11);
      p0 = v128.load(b1, 64);
      p1 = v128.load(b1, 80);
      s02 = multiplyAdd(x0, p0, s02);
      s03 = multiplyAdd(x0, p1, s03);
      s12 = multiplyAdd(x1, p0, s12);
      s13 = multiplyAdd(x1, p1, s13);
      p0 = v128.load(b2, 64);
      p1 = v128.load(b2, 80);
      s04 = multiplyAdd(x0, p0, s04);
      s05 = multiplyAdd(x0, p1, s05);
      s14 = multiplyAdd(x1, p0, s14);
      s15 = multiplyAdd(x1, p1, s15);
    }
    if (panel > 2) {
      const x0 = v128.load32_splat(a2, 8),
        x1 = v128.load32_splat(a3, 8);
      let p0 = v128.load(b, 64);
      let p1 = v128.load(b, 80);
      s20 = multiplyAdd(x0, p0, s20);
      s21 = multiplyAdd(x0, p1, s21);
      s30 = multiplyAdd(x1, p0, s30);
      s31 = multiplyAdd(x1, p1, s31);
      p0 = v128.load(b1, 64);
      p1 = v128.load(b1, 80);
      s22 = multiplyAdd(x0, p0, s22);
      s23 = multiplyAdd(x0, p1, s23);
      s32 = multiplyAdd(x1, p0, s32);
      s33 = multiplyAdd(x1, p1, s33);
      p0 = v128.load(b2, 64);
      p1 = v128.load(b2, 80);
      s24 = multiplyAdd(x0, p0, s24);
      s25 = multiplyAdd(x0, p1, s25);
      s34 = multiplyAdd(x1, p0, s34);
      s35 = multiplyAdd(x1, p1, s35);
    }
    if (depth > 3) {
      const x0 = v128.load32_splat(a, 12),
        x1 = v128.load32_splat(a1, 12);
      let p0 = v128.load(b, 96);
      let p1 = v128.load(b, 112);
      s00 = multiplyAdd(x0, p0, s00);
      s01 = multiplyAdd(x0, p1, s01);
      s10 = multiplyAdd(x1, p0, s10);
      s11 = multiplyAdd(x1, p1, s11);
      p0 = v128.load(b1, 96);
      p1 = v128.load(b1, 112);
      s02 = multiplyAdd(x0, p0, s02);
      s03 = multiplyAdd(x0, p1, s03);
      s12 = multiplyAdd(x1, p0, s12);
      s13 = multiplyAdd(x1, p1, s13);
      p0 = v128.load(b2, 96);
      p1 = v128.load(b2, 112);
      s04 = multiplyAdd(x0, p0, s04);
      s05 = multiplyAdd(x0, p1, s05);
      s14 = multiplyAdd(x1, p0, s14);
      s15 = multiplyAdd(x1, p1, s15);
    }
    if (panel > 3) {
      const x0 = v128.load32_splat(a2, 12),
        x1 = v128.load32_splat(a3, 12);
      let p0 = v128.load(b, 96);
      let p1 = v128.load(b, 112);
      s20 = multiplyAdd(x0, p0, s20);
      s21 = multiplyAdd(x0, p1, s21);
      s30 = multiplyAdd(x1, p0, s30);
      s31 = multiplyAdd(x1, p1, s31);
      p0 = v128.load(b1, 96);
      p1 = v128.load(b1, 112);
      s22 = multiplyAdd(x0, p0, s22);
      s23 = multiplyAdd(x0, p1, s23);
      s32 = multiplyAdd(x1, p0, s32);
      s33 = multiplyAdd(x1, p1, s33);
      p0 = v128.load(b2, 96);
      p1 = v128.load(b2, 112);
      s24 = multiplyAdd(x0, p0, s24);
      s25 = multiplyAdd(x0, p1, s25);
      s34 = multiplyAdd(x1, p0, s34);
      s35 = multiplyAdd(x1, p1, s35);
    }
    a += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    b += 128;
    b1 += 128;
    b2 += 128;
  }
  while (b < end) {
    if (depth > 0) {
      const x0 = v128.load32_splat(a),
        x1 = v128.load32_splat(a1);
      let p0 = v128.load(b);
      let p1 = v128.load(b, 16);
      s00 = multiplyAdd(x0, p0, s00);
      s01 = multiplyAdd(x0, p1, s01);
      s10 = multiplyAdd(x1, p0, s10);
      s11 = multiplyAdd(x1, p1, s11);
      p0 = v128.load(b1);
      p1 = v128.load(b1, 16);
      s02 = multiplyAdd(x0, p0, s02);
      s03 = multiplyAdd(x0, p1, s03);
      s12 = multiplyAdd(x1, p0, s12);
      s13 = multiplyAdd(x1, p1, s13);
      p0 = v128.load(b2);
      p1 = v128.load(b2, 16);
      s04 = multiplyAdd(x0, p0, s04);
      s05 = multiplyAdd(x0, p1, s05);
      s14 = multiplyAdd(x1, p0, s14);
      s15 = multiplyAdd(x1, p1, s15);
    }
    if (panel > 0) {
      const x0 = v128.load32_splat(a2),
        x1 = v128.load32_splat(a3);
      let p0 = v128.load(b);
      let p1 = v128.load(b, 16);
      s20 = multiplyAdd(x0, p0, s20);
      s21 = multiplyAdd(x0, p1, s21);
      s30 = multiplyAdd(x1, p0, s30);
      s31 = multiplyAdd(x1, p1, s31);
      p0 = v128.load(b1);
      p1 = v128.load(b1, 16);
      s22 = multiplyAdd(x0, p0, s22);
      s23 = multiplyAdd(x0, p1, s23);
      s32 = multiplyAdd(x1, p0, s32);
      s33 = multiplyAdd(x1, p1, s33);
      p0 = v128.load(b2);
      p1 = v128.load(b2, 16);
      s24 = multiplyAdd(x0, p0, s24);
      s25 = multiplyAdd(x0, p1, s25);
      s34 = multiplyAdd(x1, p0, s34);
      s35 = multiplyAdd(x1, p1, s35);
    }
    a += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    b += 32;
    b1 += 32;
    b2 += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c, s02, 32);
  v128.store(c, s03, 48);
  v128.store(c, s04, 64);
  v128.store(c, s05, 80);
  c += cStride;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  v128.store(c, s12, 32);
  v128.store(c, s13, 48);
  v128.store(c, s14, 64);
  v128.store(c, s15, 80);
  c += cStride;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  v128.store(c, s22, 32);
  v128.store(c, s23, 48);
  v128.store(c, s24, 64);
  v128.store(c, s25, 80);
  c += cStride;
  v128.store(c, s30);
  v128.store(c, s31, 16);
  v128.store(c, s32, 32);
  v128.store(c, s33, 48);
  v128.store(c, s34, 64);
  v128.store(c, s35, 80);
}
