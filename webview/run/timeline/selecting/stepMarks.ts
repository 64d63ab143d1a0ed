import { element } from "../../../shared/dom.ts";
import { columnLeft, type Frame } from "../lane.ts";
import type { Span } from "./moves.ts";

/** Keeps a thin column visible, pixels. */
const LEAST_CURSOR = 3;

/** What marks the selected step and span in a lane. */
export class StepMarks {
  private readonly span = element("div", { class: "span-mark" });
  private readonly cursor = element("div", { class: "step-cursor" });
  readonly views = [this.span, this.cursor];

  /** Null of what is not selected here. */
  show(frame: Frame, step: number | null, span: Span | null): void {
    this.cursor.hidden = step === null;
    this.span.hidden = span === null;
    if (step !== null) place(this.cursor, frame, { from: step, to: step + 1 }, LEAST_CURSOR);
    if (span !== null) place(this.span, frame, span, 1);
  }
}

/** Lays a mark over steps, at least so wide. */
function place(mark: HTMLElement, frame: Frame, { from, to }: Span, least: number): void {
  const { columns, mirrored } = frame;
  const last = Math.min(columns.count, to) - 1;
  const [start, end] = [columnLeft(frame, Math.min(from, last)), columnLeft(frame, last)];
  const [left, right] = mirrored ? [end, start + columns.widthOf(from)] : [start, end + columns.widthOf(last)];
  const width = Math.max(least, right - left);
  mark.style.transform = `translateX(${left - (width - (right - left)) / 2}px)`;
  mark.style.width = `${width}px`;
}
