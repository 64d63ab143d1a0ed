import type { Chart, ChartArea, Plugin } from "chart.js";
import type { Theme } from "./theme.ts";

/** A height of the chart that has a name. */
export interface ReferenceLine {
  y: number;
  label: string;
}

const DASH = [2, 4];
/** Pixels between a label and what is around it. */
const GAP = 6;

/** A rectangle of a canvas, pixels. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Dashed horizontal lines behind the curves of a chart. Labels stand at the left, where curves that fall are still high, or wherever else
 * on their line they cover least of the curves.
 */
export class ReferenceLines implements Plugin<"line"> {
  readonly id = "referenceLines";
  lines: readonly ReferenceLine[] = [];
  theme: Theme | undefined;
  /** How many points of the curves a box would cover. */
  covered: (chart: Chart, box: Box) => number = () => 0;

  beforeDatasetsDraw(chart: Chart): void {
    this.draw(chart, (context, area, theme, heights) => {
      context.strokeStyle = theme.foreground;
      context.globalAlpha = theme.highContrast ? 1 : 0.7;
      context.setLineDash(DASH);
      for (const height of heights) {
        const pixel = Math.round(height) + 0.5;
        context.beginPath();
        context.moveTo(area.left, pixel);
        context.lineTo(area.right, pixel);
        context.stroke();
      }
    });
  }

  afterDatasetsDraw(chart: Chart): void {
    this.draw(chart, (context, area, theme, heights) => {
      const size = Math.max(10, theme.fontSize - 2);
      context.font = `${size}px ${theme.fontFamily}`;
      context.textBaseline = "middle";
      const taken: Box[] = [];
      this.lines.forEach(({ label }, i) => {
        const width = context.measureText(label).width + GAP;
        const places = placesOf(heights[i], { width, height: size + 2 }, area, taken);
        const box = leastCovered(places, (place) => this.covered(chart, place));
        if (!box) return;
        taken.push(box);
        context.globalAlpha = theme.highContrast ? 1 : 0.8;
        context.fillStyle = theme.background;
        context.fillRect(box.left, box.top, width, size + 2);
        context.globalAlpha = 1;
        context.fillStyle = theme.foreground;
        context.fillText(label, box.left + GAP / 2, (box.top + box.bottom) / 2);
      });
    });
  }

  /** `heights` are those of the lines, pixels; what is set of the context is as it was afterwards. */
  private draw(
    { ctx: context, chartArea: area, scales }: Chart,
    paint: (context: CanvasRenderingContext2D, area: ChartArea, theme: Theme, heights: readonly number[]) => void,
  ): void {
    if (!this.theme) return;
    context.save();
    paint(
      context,
      area,
      this.theme,
      this.lines.map(({ y }) => scales.y.getPixelForValue(y)),
    );
    context.restore();
  }
}

/**
 * Where a label of a line may stand: above it or below, from the left or from the right, beside labels that are as high and never over
 * them; nowhere where there is no room.
 */
function placesOf(line: number, { width, height }: { width: number; height: number }, area: Box, taken: Box[]): Box[] {
  const tops = [line - height - 2, line + 2].filter((top) => top >= area.top && top + height <= area.bottom);
  const places = tops.flatMap((top) => {
    const beside = taken.filter((other) => other.top < top + height && top < other.bottom);
    const starts = [area.left, ...beside.map(({ right }) => right)].map((edge) => edge + GAP / 2);
    const ends = [area.right, ...beside.map(({ left }) => left)].map((edge) => edge - GAP / 2 - width);
    return [...starts, ...ends].map((left) => ({ left, right: left + width, top, bottom: top + height }));
  });
  const isFree = (place: Box) =>
    place.left >= area.left && place.right <= area.right && !taken.some((other) => overlap(place, other));
  // From the left first, above before below.
  return places.filter(isFree).sort((a, b) => Number(a.left > b.left) - Number(a.left < b.left));
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The first of those that cover least. */
function leastCovered(places: readonly Box[], covered: (place: Box) => number): Box | undefined {
  let [best, least]: [Box | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const place of places) {
    const points = covered(place);
    if (points < least) [best, least] = [place, points];
    if (points === 0) break;
  }
  return best;
}
