import { type LabelSpan, mergedLabels } from "../../../src/base/ctc/collapse.ts";
import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { element, setAttribute } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { drawRowName, NAME } from "../timeline/barsLane.ts";
import { columnLeft, type Frame, type Lane, stepsInSight } from "../timeline/lane.ts";
import { LaneCanvas } from "../timeline/laneCanvas.ts";
import type { TranscriptPicture } from "./picture.ts";
import { strokeOf } from "./spikesLane.ts";

const ROW = 20;
const GAP = 4;
/** Columns that are narrower show runs of labels instead of single steps. */
const READABLE = 7;

/** How the best path becomes the transcript: each step's label, then what is left after each stage, above the steps that it came from. */
export class CollapseLane implements Lane {
  private readonly canvas = new LaneCanvas();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private rows: { name: string; spans: readonly LabelSpan[] }[] = [];
  private labels: readonly string[] = [];

  constructor(bar: HTMLElement, label: string) {
    this.plot = element("div", { tabindex: "0", role: "application", "aria-label": label }, this.canvas.view);
    this.view = element("div", {}, bar, this.plot);
  }

  show({ path, stages, labels }: TranscriptPicture, summary: string): void {
    this.labels = labels;
    const each = Array.from(path, (label, at) => ({ label, from: at, to: at + 1 }));
    this.rows = [
      { name: t("Best path: the likeliest label of each step"), spans: each },
      ...stages.map(({ did, labels: spans }) => ({
        name: did === "merge" ? t("Repeats merged") : t("Blanks removed"),
        spans,
      })),
    ];
    setAttribute(this.plot, "aria-roledescription", summary);
  }

  draw(frame: Frame): boolean {
    const { rows } = this;
    const context = this.canvas.begin(frame.width, Math.max(1, rows.length * (NAME + ROW + GAP)));
    if (!context) return true;
    const narrow = (frame.columns.width ?? READABLE) < READABLE;
    let top = 0;
    for (const [i, { name, spans }] of rows.entries()) {
      drawRowName(context, frame, name, top);
      // Nobody reads single steps here; the runs that they make have room.
      const shown = i === 0 && narrow ? mergedLabels(spans) : spans;
      for (const span of shown) this.drawSpan(context, frame, span, top + NAME);
      top += NAME + ROW + GAP;
    }
    return true;
  }

  select(): void {}

  private drawSpan(context: CanvasRenderingContext2D, frame: Frame, { label, from, to }: LabelSpan, top: number): void {
    const [first, last] = stepsInSight(frame);
    if (to <= first || from > last) return;
    const { theme, columns, mirrored } = frame;
    const [a, b] = [columnLeft(frame, from), columnLeft(frame, to - 1)];
    const left = mirrored ? b : a;
    const width = Math.max(1, (mirrored ? a + columns.widthOf(from) : b + columns.widthOf(to - 1)) - left);
    const gap = width > 4 ? 1 : 0;
    if (label === 0) {
      context.fillStyle = theme.faint;
      context.globalAlpha = 0.18;
      context.fillRect(left, top, width - gap, ROW);
      context.globalAlpha = 1;
    } else {
      context.fillStyle = strokeOf(theme, label).colour;
      context.globalAlpha = 0.28;
      context.fillRect(left, top, width - gap, ROW);
      context.globalAlpha = 1;
      context.fillRect(left, top + ROW - 2, width - gap, 2);
    }
    const name = label === 0 ? "·" : visibleSymbol(this.labels[label]);
    context.font = `12px ${theme.monoFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (context.measureText(name).width > width + 1) return;
    context.fillStyle = label === 0 ? theme.faint : theme.foreground;
    context.fillText(name, left + (width - gap) / 2, top + ROW / 2);
  }
}
