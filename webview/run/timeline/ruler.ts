import { grouped } from "../../../src/base/words.ts";
import { columnLeft, type Frame, stepsInSight } from "./lane.ts";

/** Pixels of a ruler, and between two of its numbers at least. */
export const RULER = 16;
const APART = 56;
const INTERVALS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000];

/** The numbers of the steps, as many as there is room for. `count`: steps that there are. */
export function drawRuler(context: CanvasRenderingContext2D, frame: Frame, count: number): void {
  const { theme, columns } = frame;
  const [first, last] = stepsInSight(frame);
  const mean = columns.total / Math.max(1, columns.count);
  const every = INTERVALS.find((n) => n * mean > APART) ?? 1e6;
  context.font = `10px ${theme.fontFamily}`;
  context.textAlign = frame.mirrored ? "right" : "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = theme.faint;
  for (let step = Math.floor(first / every) * every; step <= Math.min(last, count - 1); step += every) {
    const left = columnLeft(frame, step);
    const edge = frame.mirrored ? left + columns.widthOf(step) : left;
    context.fillRect(edge, RULER - 5, 1, 4);
    context.fillText(grouped(step), edge + (frame.mirrored ? -3 : 3), RULER - 4);
  }
}
