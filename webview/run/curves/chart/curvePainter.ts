import type { Chart, Plugin, Scale } from "chart.js";
import type { CurvePoints } from "../../../../src/base/curves/curvePoints.ts";
import type { Box } from "../../../shared/referenceLines.ts";

type Mark = "star" | "diamond" | "dot";

/** How a curve is painted. */
export interface Paint {
  stroke: string;
  /** Of the line; 0 where there is none. */
  width: number;
  dash: readonly number[];
  mark?: Mark;
  /** What marks are filled with. */
  inside: string;
  /** Paints what lies between this curve and the next. */
  fill?: string;
}

export interface PaintedCurve {
  points: CurvePoints;
  paint: Paint;
}

/** Up to so many points of a curve each get a mark; more would hide it. */
const MOST_MARKS = 60;
/** Pixels from the middle of a mark to its tips. */
const TIP: Record<Mark, number> = { star: 7, diamond: 4, dot: 3 };

/** What stands on each point of a curve, if anything. A line through one point would not be seen, so that it is a dot. */
export function markOf({ points, paint: { mark } }: PaintedCurve): Mark | undefined {
  if (mark === undefined && points.length === 1) return "dot";
  return points.length <= MOST_MARKS ? mark : undefined;
}

/**
 * Paints curves on the axes of a chart, from arrays of numbers: of Chart.js, each point would be an object, and a drawing with thousands
 * of them would take several times as long.
 */
export class CurvePainter implements Plugin<"line"> {
  readonly id = "curves";
  /** The first lies above the others. */
  curves: readonly PaintedCurve[] = [];

  /** How many points of the curves, and of what leads from one to the next, lie in a box. */
  pointsWithin({ scales }: Chart, box: Box): number {
    const [x, y] = [placing(scales.x), placing(scales.y)];
    return this.curves.reduce((sum, { points }) => sum + countWithin(points, box, x, y), 0);
  }

  beforeDatasetsDraw({ ctx: context, chartArea: area, scales }: Chart): void {
    const x = placing(scales.x);
    const y = placing(scales.y);
    context.save();
    context.beginPath();
    // A mark at the edge is seen whole.
    context.rect(area.left - 4, area.top - 4, area.right - area.left + 8, area.bottom - area.top + 8);
    context.clip();
    context.lineJoin = "round";
    for (let i = this.curves.length - 1; i >= 0; i--) {
      const curve = this.curves[i];
      const { points, paint } = curve;
      if (points.length === 0) continue;
      if (paint.fill !== undefined) fill(context, points, this.curves[i + 1].points, paint.fill, x, y);
      context.strokeStyle = paint.stroke;
      if (paint.width > 0) line(context, points, paint, x, y);
      const mark = markOf(curve);
      if (mark !== undefined) marks(context, curve, mark, x, y);
    }
    context.restore();
  }
}

/** Where numbers stand on an axis: base + slope · number, or of its logarithm. */
interface Placing {
  base: number;
  slope: number;
  isLog: boolean;
}

function placing(scale: Scale): Placing {
  const isLog = scale.type === "logarithmic";
  const [from, to] = [scale.min, scale.max].map((end) => (isLog ? Math.log10(end) : end));
  const [first, last] = [scale.min, scale.max].map((end) => scale.getPixelForValue(end));
  const slope = to > from ? (last - first) / (to - from) : 0;
  return { base: first - slope * from, slope, isLog };
}

/** Not finite where the number has no place on the axis. */
function pixelOf({ base, slope, isLog }: Placing, value: number): number {
  return base + slope * (isLog ? Math.log10(value) : value);
}

function countWithin(points: CurvePoints, { left, right, top, bottom }: Box, x: Placing, y: Placing): number {
  let count = 0;
  let [lastX, lastY] = [Number.NaN, Number.NaN];
  // Of the points only those above or below the box, and one before.
  const first = firstFrom(points, (left - x.base) / x.slope);
  for (let i = Math.max(0, first - 1); i < points.length && !(lastX > right); i++) {
    const [atX, atY] = [pixelOf(x, points.x[i]), pixelOf(y, points.y[i])];
    if (atX >= left && lastX <= right) {
      // Of a long piece the height where it enters the box and where it leaves it.
      const slope = atX > lastX ? (atY - lastY) / (atX - lastX) : 0;
      const from = lastX < left ? lastY + slope * (left - lastX) : lastY;
      const to = atX > right ? lastY + slope * (right - lastX) : atY;
      if (Math.min(from, to) <= bottom && Math.max(from, to) >= top) count++;
    }
    [lastX, lastY] = [atX, atY];
  }
  return count;
}

/** The first of the points, whose x grow, from an x on. */
function firstFrom({ x, length }: CurvePoints, from: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function line(context: CanvasRenderingContext2D, points: CurvePoints, { width, dash }: Paint, x: Placing, y: Placing) {
  context.lineWidth = width;
  context.setLineDash(dash as number[]);
  context.beginPath();
  let isDrawing = false;
  for (let i = 0; i < points.length; i++) {
    const height = pixelOf(y, points.y[i]);
    const isThere = Number.isFinite(height);
    if (isThere && isDrawing) context.lineTo(pixelOf(x, points.x[i]), height);
    else if (isThere) context.moveTo(pixelOf(x, points.x[i]), height);
    isDrawing = isThere;
  }
  context.stroke();
  context.setLineDash([]);
}

/** What lies between two curves. */
function fill(
  context: CanvasRenderingContext2D,
  upper: CurvePoints,
  lower: CurvePoints,
  colour: string,
  x: Placing,
  y: Placing,
) {
  context.fillStyle = colour;
  context.beginPath();
  const add = (points: CurvePoints, i: number) => {
    const height = pixelOf(y, points.y[i]);
    if (Number.isFinite(height)) context.lineTo(pixelOf(x, points.x[i]), height);
  };
  for (let i = 0; i < upper.length; i++) add(upper, i);
  for (let i = lower.length - 1; i >= 0; i--) add(lower, i);
  context.fill();
}

function marks(context: CanvasRenderingContext2D, { points, paint }: PaintedCurve, mark: Mark, x: Placing, y: Placing) {
  context.lineWidth = 1.5;
  context.fillStyle = mark === "dot" ? paint.stroke : paint.inside;
  for (let i = 0; i < points.length; i++) {
    const [left, top] = [pixelOf(x, points.x[i]), pixelOf(y, points.y[i])];
    if (!Number.isFinite(top)) continue;
    context.beginPath();
    if (mark === "star") star(context, left, top);
    else if (mark === "diamond") diamond(context, left, top);
    else context.arc(left, top, TIP.dot, 0, 2 * Math.PI);
    if (mark !== "star") context.fill();
    context.stroke();
  }
}

function diamond(context: CanvasRenderingContext2D, left: number, top: number) {
  const tip = TIP.diamond;
  context.moveTo(left - tip, top);
  context.lineTo(left, top - tip);
  context.lineTo(left + tip, top);
  context.lineTo(left, top + tip);
  context.closePath();
}

function star(context: CanvasRenderingContext2D, left: number, top: number) {
  for (let ray = 0; ray < 8; ray++) {
    const angle = (ray * Math.PI) / 4;
    context.moveTo(left, top);
    context.lineTo(left + TIP.star * Math.cos(angle), top + TIP.star * Math.sin(angle));
  }
}
