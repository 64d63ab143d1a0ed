// Micro-kernels of the wide build, for each height of a tile and each layout of A. Each is a function of its own: of several bodies in one
// function Binaryen makes a single one, with a branch for each row.
import { wideTile } from "./wideTile";

function rows6(
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
  wideTile(6, false, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function rows5(
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
  wideTile(5, false, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function rows4(
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
  wideTile(4, false, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function rows3(
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
  wideTile(3, false, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function rows2(
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
  wideTile(2, false, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function rows1(
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
  wideTile(1, false, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function columns6(
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
  wideTile(6, true, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function columns5(
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
  wideTile(5, true, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function columns4(
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
  wideTile(4, true, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function columns3(
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
  wideTile(3, true, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function columns2(
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
  wideTile(2, true, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

function columns1(
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
  wideTile(1, true, a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
}

/** The kernel for `rows` rows (1 to 6) of an A that lies in rows, and two panels, `panel` bytes apart. */
export function wideRows(
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
  switch (rows) {
    case 6:
      return rows6(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 5:
      return rows5(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 4:
      return rows4(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 3:
      return rows3(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 2:
      return rows2(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    default:
      return rows1(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
  }
}

/** The kernel for `rows` rows (1 to 6) of an A packed as (depth, rows), and two panels, `panel` bytes apart. */
export function widePacked(
  rows: i32,
  a: usize,
  b: usize,
  panel: usize,
  c0: usize,
  c0Stride: i32,
  c: usize,
  cStride: i32,
  depth: i32,
): void {
  switch (rows) {
    case 6:
      return columns6(a, 24, b, panel, c0, c0Stride, c, cStride, depth);
    case 5:
      return columns5(a, 20, b, panel, c0, c0Stride, c, cStride, depth);
    case 4:
      return columns4(a, 16, b, panel, c0, c0Stride, c, cStride, depth);
    case 3:
      return columns3(a, 12, b, panel, c0, c0Stride, c, cStride, depth);
    case 2:
      return columns2(a, 8, b, panel, c0, c0Stride, c, cStride, depth);
    default:
      return columns1(a, 4, b, panel, c0, c0Stride, c, cStride, depth);
  }
}

/** The kernel for `rows` rows (1 to 6) of an A that lies in columns: Aᵀ in rows, `aStride` bytes apart; and two panels. */
export function wideColumns(
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
  switch (rows) {
    case 6:
      return columns6(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 5:
      return columns5(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 4:
      return columns4(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 3:
      return columns3(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    case 2:
      return columns2(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
    default:
      return columns1(a, aStride, b, panel, c0, c0Stride, c, cStride, depth);
  }
}
