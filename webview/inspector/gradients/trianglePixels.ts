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

/** Whether predictions depend on states of earlier steps, and of later ones, as those of a backward direction do. */
export interface Reach {
  earlier: boolean;
  later: boolean;
}

export function reachOf({ norms, rows, columns, stride, columnStride }: NormsByStep): Reach {
  const reach = { earlier: false, later: false };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!(norms[row * columns + column] > 0)) continue;
      if (column * columnStride < row * stride) reach.earlier = true;
      if (column * columnStride > row * stride) reach.later = true;
    }
  }
  // One whose gradients have all vanished reads forward, unless something says otherwise.
  return { ...reach, earlier: reach.earlier || !reach.later };
}

/** Whether the state of a step can change the prediction at another. */
export function isReached({ earlier, later }: Reach, step: number, prediction: number): boolean {
  return step === prediction || (step < prediction ? earlier : later);
}

/** Colours of a triangle on a logarithmic scale. Steps that no prediction reaches stay transparent. */
export function trianglePixels(triangle: NormsByStep, kind: "dark" | "light"): Uint8ClampedArray {
  const { norms, rows, columns, stride, columnStride } = triangle;
  const reach = reachOf(triangle);
  const table = sequentialTable(kind);
  const pixels = new Uint8ClampedArray(4 * rows * columns);
  const most = norms.reduce((max, value) => (value > max && Number.isFinite(value) ? value : max), 0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!isReached(reach, column * columnStride, row * stride)) continue;
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
