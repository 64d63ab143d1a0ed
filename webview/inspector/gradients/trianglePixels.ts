import { sequentialTable } from "../../shared/colourTable.ts";

/** Powers of ten below the largest that have a colour of their own. */
const DECADES = 4;

/** A triangle (rows, columns) of norms: a row a prediction, every `stride` steps; a column a state that it depends on. */
export interface NormsByStep {
  norms: Float32Array;
  rows: number;
  columns: number;
  /** Steps from one row to the next, and from one column to the next. */
  stride: number;
  columnStride: number;
}

/** Colours of a triangle on a logarithmic scale. What comes later than the prediction stays transparent. */
export function trianglePixels(triangle: NormsByStep, kind: "dark" | "light"): Uint8ClampedArray {
  const { norms, rows, columns, stride, columnStride } = triangle;
  const table = sequentialTable(kind);
  const pixels = new Uint8ClampedArray(4 * rows * columns);
  const most = norms.reduce((max, value) => (value > max && Number.isFinite(value) ? value : max), 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns && column * columnStride <= row * stride; column++) {
      const at = row * columns + column;
      const place = placeOf(norms[at] / most);
      if (place !== undefined) pixels.set(table.subarray(4 * place, 4 * place + 4), 4 * at);
    }
  }
  return pixels;
}

function placeOf(share: number): number | undefined {
  if (Number.isNaN(share)) return undefined;
  if (share <= 0) return 0;
  return Math.max(0, Math.min(255, Math.floor(256 * (1 + Math.log10(share) / DECADES))));
}
