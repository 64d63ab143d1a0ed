// One row times many panels in the wide build: C[1, 8·panels] = C₀ + a·B, with all of a row's sums in registers.
//
// A fused multiply-add of 256 bits takes four cycles, two start each cycle, and each panel is one sum.
import { ZEROS } from "../lanes";
import { multiplyAdd } from "../vectorMath";

/**
 * C[8·panels] = C₀[8·panels] (null = zero) + a[depth]·B for 2 to 10 panels that lie beside each other at each step of depth. The last
 * panel has a place of its own for C₀ and C, which the row may leave incomplete.
 */
export function wideRow(
  panels: i32,
  a: usize,
  b: usize,
  c0: usize,
  lastC0: usize,
  c: usize,
  lastC: usize,
  depth: i32,
): void {
  const step: usize = c0 ? 32 : 0;
  if (!c0) c0 = ZEROS;
  if (!lastC0) lastC0 = ZEROS;
  let p = c0;
  let s00 = v128.load(p),
    s01 = v128.load(p, 16);
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
    s91 = s01;
  p = panels === 2 ? lastC0 : p + step;
  s10 = v128.load(p);
  s11 = v128.load(p, 16);
  if (panels > 2) {
    p = panels === 3 ? lastC0 : p + step;
    s20 = v128.load(p);
    s21 = v128.load(p, 16);
  }
  if (panels > 3) {
    p = panels === 4 ? lastC0 : p + step;
    s30 = v128.load(p);
    s31 = v128.load(p, 16);
  }
  if (panels > 4) {
    p = panels === 5 ? lastC0 : p + step;
    s40 = v128.load(p);
    s41 = v128.load(p, 16);
  }
  if (panels > 5) {
    p = panels === 6 ? lastC0 : p + step;
    s50 = v128.load(p);
    s51 = v128.load(p, 16);
  }
  if (panels > 6) {
    p = panels === 7 ? lastC0 : p + step;
    s60 = v128.load(p);
    s61 = v128.load(p, 16);
  }
  if (panels > 7) {
    p = panels === 8 ? lastC0 : p + step;
    s70 = v128.load(p);
    s71 = v128.load(p, 16);
  }
  if (panels > 8) {
    p = panels === 9 ? lastC0 : p + step;
    s80 = v128.load(p);
    s81 = v128.load(p, 16);
  }
  if (panels > 9) {
    p = panels === 10 ? lastC0 : p + step;
    s90 = v128.load(p);
    s91 = v128.load(p, 16);
  }
  const row: usize = panels << 5;
  const end = b + (depth as usize) * row;
  const unrolled = b + ((depth & -2) as usize) * row;
  while (b < unrolled) {
    const next = b + row;
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a, 4);
    s00 = multiplyAdd(x0, v128.load(b), s00);
    s01 = multiplyAdd(x0, v128.load(b, 16), s01);
    s00 = multiplyAdd(x1, v128.load(next), s00);
    s01 = multiplyAdd(x1, v128.load(next, 16), s01);
    s10 = multiplyAdd(x0, v128.load(b, 32), s10);
    s11 = multiplyAdd(x0, v128.load(b, 48), s11);
    s10 = multiplyAdd(x1, v128.load(next, 32), s10);
    s11 = multiplyAdd(x1, v128.load(next, 48), s11);
    if (panels > 2) {
      s20 = multiplyAdd(x0, v128.load(b, 64), s20);
      s21 = multiplyAdd(x0, v128.load(b, 80), s21);
      s20 = multiplyAdd(x1, v128.load(next, 64), s20);
      s21 = multiplyAdd(x1, v128.load(next, 80), s21);
    }
    if (panels > 3) {
      s30 = multiplyAdd(x0, v128.load(b, 96), s30);
      s31 = multiplyAdd(x0, v128.load(b, 112), s31);
      s30 = multiplyAdd(x1, v128.load(next, 96), s30);
      s31 = multiplyAdd(x1, v128.load(next, 112), s31);
    }
    if (panels > 4) {
      s40 = multiplyAdd(x0, v128.load(b, 128), s40);
      s41 = multiplyAdd(x0, v128.load(b, 144), s41);
      s40 = multiplyAdd(x1, v128.load(next, 128), s40);
      s41 = multiplyAdd(x1, v128.load(next, 144), s41);
    }
    if (panels > 5) {
      s50 = multiplyAdd(x0, v128.load(b, 160), s50);
      s51 = multiplyAdd(x0, v128.load(b, 176), s51);
      s50 = multiplyAdd(x1, v128.load(next, 160), s50);
      s51 = multiplyAdd(x1, v128.load(next, 176), s51);
    }
    if (panels > 6) {
      s60 = multiplyAdd(x0, v128.load(b, 192), s60);
      s61 = multiplyAdd(x0, v128.load(b, 208), s61);
      s60 = multiplyAdd(x1, v128.load(next, 192), s60);
      s61 = multiplyAdd(x1, v128.load(next, 208), s61);
    }
    if (panels > 7) {
      s70 = multiplyAdd(x0, v128.load(b, 224), s70);
      s71 = multiplyAdd(x0, v128.load(b, 240), s71);
      s70 = multiplyAdd(x1, v128.load(next, 224), s70);
      s71 = multiplyAdd(x1, v128.load(next, 240), s71);
    }
    if (panels > 8) {
      s80 = multiplyAdd(x0, v128.load(b, 256), s80);
      s81 = multiplyAdd(x0, v128.load(b, 272), s81);
      s80 = multiplyAdd(x1, v128.load(next, 256), s80);
      s81 = multiplyAdd(x1, v128.load(next, 272), s81);
    }
    if (panels > 9) {
      s90 = multiplyAdd(x0, v128.load(b, 288), s90);
      s91 = multiplyAdd(x0, v128.load(b, 304), s91);
      s90 = multiplyAdd(x1, v128.load(next, 288), s90);
      s91 = multiplyAdd(x1, v128.load(next, 304), s91);
    }
    a += 8;
    b = next + row;
  }
  if (b < end) {
    const x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, v128.load(b), s00);
    s01 = multiplyAdd(x0, v128.load(b, 16), s01);
    s10 = multiplyAdd(x0, v128.load(b, 32), s10);
    s11 = multiplyAdd(x0, v128.load(b, 48), s11);
    if (panels > 2) {
      s20 = multiplyAdd(x0, v128.load(b, 64), s20);
      s21 = multiplyAdd(x0, v128.load(b, 80), s21);
    }
    if (panels > 3) {
      s30 = multiplyAdd(x0, v128.load(b, 96), s30);
      s31 = multiplyAdd(x0, v128.load(b, 112), s31);
    }
    if (panels > 4) {
      s40 = multiplyAdd(x0, v128.load(b, 128), s40);
      s41 = multiplyAdd(x0, v128.load(b, 144), s41);
    }
    if (panels > 5) {
      s50 = multiplyAdd(x0, v128.load(b, 160), s50);
      s51 = multiplyAdd(x0, v128.load(b, 176), s51);
    }
    if (panels > 6) {
      s60 = multiplyAdd(x0, v128.load(b, 192), s60);
      s61 = multiplyAdd(x0, v128.load(b, 208), s61);
    }
    if (panels > 7) {
      s70 = multiplyAdd(x0, v128.load(b, 224), s70);
      s71 = multiplyAdd(x0, v128.load(b, 240), s71);
    }
    if (panels > 8) {
      s80 = multiplyAdd(x0, v128.load(b, 256), s80);
      s81 = multiplyAdd(x0, v128.load(b, 272), s81);
    }
    if (panels > 9) {
      s90 = multiplyAdd(x0, v128.load(b, 288), s90);
      s91 = multiplyAdd(x0, v128.load(b, 304), s91);
    }
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c = panels === 2 ? lastC : c + 32;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  if (panels > 2) {
    c = panels === 3 ? lastC : c + 32;
    v128.store(c, s20);
    v128.store(c, s21, 16);
  }
  if (panels > 3) {
    c = panels === 4 ? lastC : c + 32;
    v128.store(c, s30);
    v128.store(c, s31, 16);
  }
  if (panels > 4) {
    c = panels === 5 ? lastC : c + 32;
    v128.store(c, s40);
    v128.store(c, s41, 16);
  }
  if (panels > 5) {
    c = panels === 6 ? lastC : c + 32;
    v128.store(c, s50);
    v128.store(c, s51, 16);
  }
  if (panels > 6) {
    c = panels === 7 ? lastC : c + 32;
    v128.store(c, s60);
    v128.store(c, s61, 16);
  }
  if (panels > 7) {
    c = panels === 8 ? lastC : c + 32;
    v128.store(c, s70);
    v128.store(c, s71, 16);
  }
  if (panels > 8) {
    c = panels === 9 ? lastC : c + 32;
    v128.store(c, s80);
    v128.store(c, s81, 16);
  }
  if (panels > 9) {
    c = panels === 10 ? lastC : c + 32;
    v128.store(c, s90);
    v128.store(c, s91, 16);
  }
}
