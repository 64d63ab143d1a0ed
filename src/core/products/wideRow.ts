// One row times many panels in the wide build: C[1, 8·panels] = C₀ + a·B, with all of a row's sums in registers.
//
// A row of A meets each number of B once, so there is nothing to be gained but sums enough in flight: a fused multiply-add of 256 bits
// takes four cycles, two start each cycle, and each panel is one sum.
import { ZEROS } from "../lanes";
import { multiplyAdd } from "../vectorMath";

/** C[8·panels] = C₀[8·panels] (null = zero) + a[depth]·B, an even number of up to 12 panels, `panel` bytes apart. */
// @inline
function rowTile(panels: i32, a: usize, b: usize, panel: usize, c0: usize, c: usize, depth: i32): void {
  const step: usize = c0 ? 32 : 0;
  if (!c0) c0 = ZEROS;
  let s00 = v128.load(c0),
    s01 = v128.load(c0, 16);
  let s10 = s00,
    s11 = s01,
    s20 = s00,
    s21 = s01,
    s30 = s00,
    s31 = s01,
    s40 = s00,
    s41 = s01,
    s50 = s00,
    s51 = s01,
    s60 = s00,
    s61 = s01,
    s70 = s00,
    s71 = s01,
    s80 = s00,
    s81 = s01,
    s90 = s00,
    s91 = s01,
    s100 = s00,
    s101 = s01,
    s110 = s00,
    s111 = s01;
  c0 += step;
  s10 = v128.load(c0);
  s11 = v128.load(c0, 16);
  if (panels > 2) {
    c0 += step;
    s20 = v128.load(c0);
    s21 = v128.load(c0, 16);
    c0 += step;
    s30 = v128.load(c0);
    s31 = v128.load(c0, 16);
  }
  if (panels > 4) {
    c0 += step;
    s40 = v128.load(c0);
    s41 = v128.load(c0, 16);
    c0 += step;
    s50 = v128.load(c0);
    s51 = v128.load(c0, 16);
  }
  if (panels > 6) {
    c0 += step;
    s60 = v128.load(c0);
    s61 = v128.load(c0, 16);
    c0 += step;
    s70 = v128.load(c0);
    s71 = v128.load(c0, 16);
  }
  if (panels > 8) {
    c0 += step;
    s80 = v128.load(c0);
    s81 = v128.load(c0, 16);
    c0 += step;
    s90 = v128.load(c0);
    s91 = v128.load(c0, 16);
  }
  if (panels > 10) {
    c0 += step;
    s100 = v128.load(c0);
    s101 = v128.load(c0, 16);
    c0 += step;
    s110 = v128.load(c0);
    s111 = v128.load(c0, 16);
  }
  const end = b + ((depth as usize) << 5);
  const unrolled = b + ((depth & -2) << 5);
  while (b < unrolled) {
    let d = b;
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a, 4);
    s00 = multiplyAdd(x0, v128.load(d), s00);
    s01 = multiplyAdd(x0, v128.load(d, 16), s01);
    s00 = multiplyAdd(x1, v128.load(d, 32), s00);
    s01 = multiplyAdd(x1, v128.load(d, 48), s01);
    d += panel;
    s10 = multiplyAdd(x0, v128.load(d), s10);
    s11 = multiplyAdd(x0, v128.load(d, 16), s11);
    s10 = multiplyAdd(x1, v128.load(d, 32), s10);
    s11 = multiplyAdd(x1, v128.load(d, 48), s11);
    if (panels > 2) {
      d += panel;
      s20 = multiplyAdd(x0, v128.load(d), s20);
      s21 = multiplyAdd(x0, v128.load(d, 16), s21);
      s20 = multiplyAdd(x1, v128.load(d, 32), s20);
      s21 = multiplyAdd(x1, v128.load(d, 48), s21);
      d += panel;
      s30 = multiplyAdd(x0, v128.load(d), s30);
      s31 = multiplyAdd(x0, v128.load(d, 16), s31);
      s30 = multiplyAdd(x1, v128.load(d, 32), s30);
      s31 = multiplyAdd(x1, v128.load(d, 48), s31);
    }
    if (panels > 4) {
      d += panel;
      s40 = multiplyAdd(x0, v128.load(d), s40);
      s41 = multiplyAdd(x0, v128.load(d, 16), s41);
      s40 = multiplyAdd(x1, v128.load(d, 32), s40);
      s41 = multiplyAdd(x1, v128.load(d, 48), s41);
      d += panel;
      s50 = multiplyAdd(x0, v128.load(d), s50);
      s51 = multiplyAdd(x0, v128.load(d, 16), s51);
      s50 = multiplyAdd(x1, v128.load(d, 32), s50);
      s51 = multiplyAdd(x1, v128.load(d, 48), s51);
    }
    if (panels > 6) {
      d += panel;
      s60 = multiplyAdd(x0, v128.load(d), s60);
      s61 = multiplyAdd(x0, v128.load(d, 16), s61);
      s60 = multiplyAdd(x1, v128.load(d, 32), s60);
      s61 = multiplyAdd(x1, v128.load(d, 48), s61);
      d += panel;
      s70 = multiplyAdd(x0, v128.load(d), s70);
      s71 = multiplyAdd(x0, v128.load(d, 16), s71);
      s70 = multiplyAdd(x1, v128.load(d, 32), s70);
      s71 = multiplyAdd(x1, v128.load(d, 48), s71);
    }
    if (panels > 8) {
      d += panel;
      s80 = multiplyAdd(x0, v128.load(d), s80);
      s81 = multiplyAdd(x0, v128.load(d, 16), s81);
      s80 = multiplyAdd(x1, v128.load(d, 32), s80);
      s81 = multiplyAdd(x1, v128.load(d, 48), s81);
      d += panel;
      s90 = multiplyAdd(x0, v128.load(d), s90);
      s91 = multiplyAdd(x0, v128.load(d, 16), s91);
      s90 = multiplyAdd(x1, v128.load(d, 32), s90);
      s91 = multiplyAdd(x1, v128.load(d, 48), s91);
    }
    if (panels > 10) {
      d += panel;
      s100 = multiplyAdd(x0, v128.load(d), s100);
      s101 = multiplyAdd(x0, v128.load(d, 16), s101);
      s100 = multiplyAdd(x1, v128.load(d, 32), s100);
      s101 = multiplyAdd(x1, v128.load(d, 48), s101);
      d += panel;
      s110 = multiplyAdd(x0, v128.load(d), s110);
      s111 = multiplyAdd(x0, v128.load(d, 16), s111);
      s110 = multiplyAdd(x1, v128.load(d, 32), s110);
      s111 = multiplyAdd(x1, v128.load(d, 48), s111);
    }
    a += 8;
    b += 64;
  }
  while (b < end) {
    let d = b;
    const x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, v128.load(d), s00);
    s01 = multiplyAdd(x0, v128.load(d, 16), s01);
    d += panel;
    s10 = multiplyAdd(x0, v128.load(d), s10);
    s11 = multiplyAdd(x0, v128.load(d, 16), s11);
    if (panels > 2) {
      d += panel;
      s20 = multiplyAdd(x0, v128.load(d), s20);
      s21 = multiplyAdd(x0, v128.load(d, 16), s21);
      d += panel;
      s30 = multiplyAdd(x0, v128.load(d), s30);
      s31 = multiplyAdd(x0, v128.load(d, 16), s31);
    }
    if (panels > 4) {
      d += panel;
      s40 = multiplyAdd(x0, v128.load(d), s40);
      s41 = multiplyAdd(x0, v128.load(d, 16), s41);
      d += panel;
      s50 = multiplyAdd(x0, v128.load(d), s50);
      s51 = multiplyAdd(x0, v128.load(d, 16), s51);
    }
    if (panels > 6) {
      d += panel;
      s60 = multiplyAdd(x0, v128.load(d), s60);
      s61 = multiplyAdd(x0, v128.load(d, 16), s61);
      d += panel;
      s70 = multiplyAdd(x0, v128.load(d), s70);
      s71 = multiplyAdd(x0, v128.load(d, 16), s71);
    }
    if (panels > 8) {
      d += panel;
      s80 = multiplyAdd(x0, v128.load(d), s80);
      s81 = multiplyAdd(x0, v128.load(d, 16), s81);
      d += panel;
      s90 = multiplyAdd(x0, v128.load(d), s90);
      s91 = multiplyAdd(x0, v128.load(d, 16), s91);
    }
    if (panels > 10) {
      d += panel;
      s100 = multiplyAdd(x0, v128.load(d), s100);
      s101 = multiplyAdd(x0, v128.load(d, 16), s101);
      d += panel;
      s110 = multiplyAdd(x0, v128.load(d), s110);
      s111 = multiplyAdd(x0, v128.load(d, 16), s111);
    }
    a += 4;
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c, s10, 32);
  v128.store(c, s11, 48);
  if (panels > 2) {
    v128.store(c, s20, 64);
    v128.store(c, s21, 80);
    v128.store(c, s30, 96);
    v128.store(c, s31, 112);
  }
  if (panels > 4) {
    v128.store(c, s40, 128);
    v128.store(c, s41, 144);
    v128.store(c, s50, 160);
    v128.store(c, s51, 176);
  }
  if (panels > 6) {
    v128.store(c, s60, 192);
    v128.store(c, s61, 208);
    v128.store(c, s70, 224);
    v128.store(c, s71, 240);
  }
  if (panels > 8) {
    v128.store(c, s80, 256);
    v128.store(c, s81, 272);
    v128.store(c, s90, 288);
    v128.store(c, s91, 304);
  }
  if (panels > 10) {
    v128.store(c, s100, 320);
    v128.store(c, s101, 336);
    v128.store(c, s110, 352);
    v128.store(c, s111, 368);
  }
}

/** The kernel for an even number of 2 to 12 panels. */
export function wideRow(panels: i32, a: usize, b: usize, panel: usize, c0: usize, c: usize, depth: i32): void {
  switch (panels) {
    case 12:
      return rowTile(12, a, b, panel, c0, c, depth);
    case 10:
      return rowTile(10, a, b, panel, c0, c, depth);
    case 8:
      return rowTile(8, a, b, panel, c0, c, depth);
    case 6:
      return rowTile(6, a, b, panel, c0, c, depth);
    case 4:
      return rowTile(4, a, b, panel, c0, c, depth);
    default:
      return rowTile(2, a, b, panel, c0, c, depth);
  }
}
