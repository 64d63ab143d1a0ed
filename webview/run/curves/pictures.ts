import type { Chart } from "chart.js";
import type { CurvePoints } from "../../../src/base/curves/curvePoints.ts";
import { visible } from "../../../src/base/visibleText.ts";
import type { Theme } from "../../shared/theme.ts";
import { markOf, type PaintedCurve } from "./chart/curvePainter.ts";
import type { Pane } from "./pane.ts";

/** Space around a pane and above its chart, for its title and its legend; pixels. */
const SPACE = 16;
const HEAD = 44;

interface Placed {
  pane: Pane;
  chart: Chart<"line">;
  curves: readonly PaintedCurve[];
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Panes as they stand in the page. */
function placed(panes: readonly Pane[]): { all: Placed[]; width: number; height: number } {
  const boxes = panes.flatMap((pane) => {
    const picture = pane.chart?.picture;
    return picture === undefined ? [] : [{ pane, ...picture, box: pane.view.getBoundingClientRect() }];
  });
  const left = Math.min(...boxes.map(({ box }) => box.left));
  const tops = [...new Set(boxes.map(({ box }) => Math.round(box.top)))].sort((a, b) => a - b);
  let top = SPACE;
  const all = tops.flatMap((line) => {
    const row = boxes.filter(({ box }) => Math.round(box.top) === line);
    const made = row.map(({ pane, chart, curves, box }) => {
      const { width, height } = chart;
      return { pane, chart, curves, left: box.left - left + SPACE, top, width, height };
    });
    top += Math.max(...row.map(({ chart }) => chart.height)) + HEAD + SPACE;
    return made;
  });
  return { all, width: Math.max(...all.map((it) => it.left + it.width)) + SPACE, height: top };
}

/** A browser has no larger canvas: pixels of a side, and of all. */
const LONGEST_SIDE = 16_384;
const MOST_PIXELS = 2 ** 27;

/** What is shown as a picture of pixels, PNG; how large it would be where that is too large. */
export async function pngOf(
  panes: readonly Pane[],
  theme: Theme,
): Promise<{ picture: ArrayBuffer } | { tooLarge: { width: number; height: number } }> {
  const { all, width, height } = placed(panes);
  const ratio = window.devicePixelRatio || 1;
  const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
  const tooLarge = { width: wide, height: tall };
  if (Math.max(wide, tall) > LONGEST_SIDE || wide * tall > MOST_PIXELS) return { tooLarge };
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wide, tall];
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  for (const { pane, chart, left, top, width: own, height: high } of all) {
    context.fillStyle = theme.foreground;
    context.font = `600 ${theme.fontSize}px ${theme.fontFamily}`;
    context.fillText(visible(pane.figure?.label ?? ""), left, top + 14);
    context.font = `${theme.fontSize - 1}px ${theme.fontFamily}`;
    let x = left;
    for (const curve of pane.curves.filter(({ isHidden }) => !isHidden)) {
      const label = visible(curve.of.label);
      context.strokeStyle = curve.colour(theme);
      context.lineWidth = 2;
      context.setLineDash(curve.dash);
      context.beginPath();
      context.moveTo(x, top + 30);
      context.lineTo(x + 24, top + 30);
      context.stroke();
      context.fillText(label, x + 30, top + 34);
      x += 46 + context.measureText(label).width;
    }
    context.setLineDash([]);
    context.drawImage(chart.canvas, left, top + HEAD, own, high);
  }
  const blob = await new Promise<Blob | null>((made) => canvas.toBlob(made, "image/png"));
  return blob ? { picture: await blob.arrayBuffer() } : { tooLarge };
}

/** What is shown as lines and texts, SVG. */
export function svgOf(panes: readonly Pane[], theme: Theme): string {
  const { all, width, height } = placed(panes);
  const parts = all.map(({ pane, chart, curves, left, top }) => {
    const legend: string[] = [];
    let x = 0;
    for (const curve of pane.curves.filter(({ isHidden }) => !isHidden)) {
      legend.push(
        line(x, 30, x + 24, 30, curve.colour(theme), 2, curve.dash),
        text(x + 30, 34, curve.of.label, theme.foreground),
      );
      x += 46 + 7 * [...curve.of.label].length;
    }
    const title = text(0, 14, pane.figure?.label ?? "", theme.foreground, 'font-weight="600"');
    return `<g transform="translate(${left} ${top})">${title}${legend.join("")}<g transform="translate(0 ${HEAD})">${chartSvg(chart, curves, theme)}</g></g>`;
  });
  const font = `font-family="${escaped(theme.fontFamily)}" font-size="${theme.fontSize - 2}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font}>
<rect width="${width}" height="${height}" fill="${escaped(theme.background)}"/>
${parts.join("\n")}
</svg>
`;
}

function chartSvg(chart: Chart<"line">, painted: readonly PaintedCurve[], theme: Theme): string {
  const { chartArea: area, scales } = chart;
  const grid = [
    ...scales.x.ticks.map(({ value, label }) => {
      const x = scales.x.getPixelForValue(value);
      return (
        line(x, area.top, x, area.bottom, theme.grid, 1) +
        text(x, area.bottom + 14, String(label), theme.faint, 'text-anchor="middle"')
      );
    }),
    ...scales.y.ticks.map(({ value, label }) => {
      const y = scales.y.getPixelForValue(value);
      return (
        line(area.left, y, area.right, y, theme.grid, 1) +
        text(area.left - 6, y + 4, String(label), theme.faint, 'text-anchor="end"')
      );
    }),
  ];
  const placesOf = ({ x, y, length }: CurvePoints) =>
    Array.from({ length }, (_, i) => [scales.x.getPixelForValue(x[i]), scales.y.getPixelForValue(y[i])]);
  // The first curve lies above the others.
  const curves = painted.map((curve, i) => {
    const { points, paint } = curve;
    const { stroke, width, dash, fill } = paint;
    const places = placesOf(points);
    const marks =
      markOf(curve) === undefined
        ? []
        : places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="4" fill="none" stroke="${escaped(stroke)}"/>`);
    if (width === 0) return marks.join("");
    let d = "";
    let isDrawing = false;
    for (const [x, y] of places) {
      if (Number.isFinite(y)) d += `${isDrawing ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`;
      isDrawing = Number.isFinite(y);
    }
    const dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    const band = fill === undefined ? "" : bandPath(places, placesOf(painted[i + 1].points), fill);
    return `${band}<path d="${d}" fill="none" stroke="${escaped(stroke)}" stroke-width="${width}"${dashes}/>${marks.join("")}`;
  });
  curves.reverse();
  const { left, top, right, bottom } = area;
  const clip = `<svg x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" viewBox="${left} ${top} ${right - left} ${bottom - top}">`;
  return `${grid.join("")}${clip}${curves.join("")}</svg>`;
}

/** What lies between two curves. */
function bandPath(upper: readonly number[][], lower: readonly number[][], colour: string): string {
  const around = [...upper, ...lower.toReversed()].filter(([, y]) => Number.isFinite(y));
  const d = around.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L");
  return d === "" ? "" : `<path d="M${d}Z" fill="${escaped(colour)}"/>`;
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  width: number,
  dash: readonly number[] = [],
): string {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${escaped(colour)}" stroke-width="${width}"${dashes}/>`;
}

function text(x: number, y: number, content: string, colour: string, more = ""): string {
  return `<text x="${x}" y="${y}" fill="${escaped(colour)}" ${more}>${escaped(visible(content))}</text>`;
}

function escaped(content: string): string {
  return content.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
