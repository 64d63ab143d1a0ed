import { valueText } from "../../src/base/numberText.ts";
import { element } from "./dom.ts";
import { svgElement, svgText } from "./svg.ts";

/** A line of a drawing; `kind` is its class in drawing.css, which gives it colour and dash. */
export interface DrawnLine {
  name: string;
  kind: string;
  /** x rises. */
  points: readonly (readonly [x: number, y: number])[];
}

export interface Drawing {
  /** What is said of it to whoever does not see it; a table beside it has the numbers. */
  label: string;
  lines: readonly DrawnLine[];
  xTitle: string;
  yTitle: string;
  /** Where a line stands upright, such as the present. */
  upright?: number;
  /** Whether the axis begins at 0, as that of errors does. */
  fromZero?: boolean;
}

const [WIDTH, HEIGHT] = [560, 180];
const MARGIN = { left: 58, right: 12, top: 24, bottom: 34 };
/** Up to so many points of a line have a mark each. */
const MOST_MARKED = 40;

/** A few lines over one axis, with a legend: small enough to be one of many, in the theme's own colours. */
export function linesDrawing({ label, lines, xTitle, yTitle, upright, fromZero }: Drawing): HTMLElement {
  const all = lines.flatMap(({ points }) => points).filter(([, y]) => Number.isFinite(y));
  if (all.length === 0) return element("div", {});
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const ticks = ticksBetween(fromZero ? Math.min(0, ...ys) : Math.min(...ys), Math.max(...ys));
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const x = (value: number) => round(((value - left) / (right - left || 1)) * WIDTH);
  const y = (value: number) => round((1 - (value - low) / (high - low || 1)) * HEIGHT);
  const drawing = svgElement("svg", {
    viewBox: `${-MARGIN.left} ${-MARGIN.top} ${WIDTH + MARGIN.left + MARGIN.right} ${HEIGHT + MARGIN.top + MARGIN.bottom}`,
    class: "drawing",
    role: "img",
    "aria-label": label,
  });
  for (const tick of ticks) {
    drawing.append(
      svgElement("line", { x1: 0, x2: WIDTH, y1: y(tick), y2: y(tick), class: "grid" }),
      svgText(valueText(tick, high - low), { x: -6, y: y(tick) + 4, class: "side" }),
    );
  }
  const middle = left < 0 && right > 0 ? [0] : [];
  for (const place of new Set([left, ...middle, right])) {
    drawing.append(svgText(valueText(place).replace("-", "−"), { x: x(place), y: HEIGHT + 14 }));
  }
  drawing.append(
    svgText(xTitle, { x: WIDTH / 2, y: HEIGHT + 30 }),
    svgText(yTitle, { x: -MARGIN.left + 4, y: -10, class: "unit" }),
  );
  if (upright !== undefined) {
    drawing.append(svgElement("line", { x1: x(upright), x2: x(upright), y1: 0, y2: HEIGHT, class: "upright" }));
  }
  for (const { kind, points } of lines) {
    const shown = points.filter(([, value]) => Number.isFinite(value));
    const places = shown.map(([at, value]) => `${x(at)},${y(value)}`);
    drawing.append(svgElement("polyline", { points: places.join(" "), class: `line ${kind}` }));
    if (shown.length > MOST_MARKED) continue;
    drawing.append(
      ...shown.map(([at, value]) => svgElement("circle", { cx: x(at), cy: y(value), r: 2, class: `mark ${kind}` })),
    );
  }
  const legend = lines.map(({ name, kind }) => {
    const key = svgElement("svg", { viewBox: "0 0 28 8", class: "drawing-key", "aria-hidden": "true" });
    key.append(svgElement("polyline", { points: "1,4 27,4", class: `line ${kind}` }));
    return element("li", {}, key, name);
  });
  return element("div", { class: "drawn" }, drawing, element("ul", { class: "legend" }, ...legend));
}

/** Below it numbers have too few digits to be told apart. */
const SMALLEST = 1e-200;

/** Round numbers around what is between, three to six. */
export function ticksBetween(low: number, high: number): number[] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  // What hardly differs stands on one line.
  const differs = high - low > 1e-9 * size && high - low > SMALLEST;
  const span = differs ? high - low : size > SMALLEST ? size : 1;
  const raw = span / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
