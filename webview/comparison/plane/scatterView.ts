import { element, oncePerFrame, setAttribute, setText } from "../../shared/dom.ts";
import { svgElement, svgText } from "../../shared/svg.ts";
import { t } from "../../shared/text.ts";
import type { Axis } from "./axis.ts";

export interface ScatterSubject {
  runs: readonly { label: string }[];
  x: Axis & { title: string };
  y: Axis & { title: string };
  /** The runs that are drawn as usual; the others are faint. */
  passes: readonly boolean[];
}

const HEIGHT = 220;
const MARGIN = { top: 20, bottom: 40, left: 64, right: 16 };

/** A figure against a setting, a point a run. The arrow keys go from point to point, Enter shows the run. */
export class ScatterView {
  private readonly drawing = svgElement("svg", { class: "scatter", role: "application", tabindex: 0 });
  private readonly readout = element("p", { class: "readout", role: "status" });
  readonly view = element("div", { class: "scatter-view" }, this.drawing, this.readout);
  private subject: ScatterSubject | undefined;
  private chosen: number | undefined;
  private readonly draw = oncePerFrame(() => this.redraw());

  constructor(private readonly open: (run: number) => void) {
    new ResizeObserver(() => this.draw()).observe(this.view);
    this.drawing.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (step !== undefined) this.move(step);
      else if (event.key === "Home") this.move(Number.NEGATIVE_INFINITY);
      else if (event.key === "End") this.move(Number.POSITIVE_INFINITY);
      else if (event.key === "Enter" && this.chosen !== undefined) this.open(this.chosen);
      else return;
      event.preventDefault();
    });
  }

  show(subject: ScatterSubject): void {
    this.subject = subject;
    if (this.chosen !== undefined && this.chosen >= subject.runs.length) this.chosen = undefined;
    this.draw();
  }

  /** The runs that have a point, from left to right. */
  private points(): number[] {
    const { x, y, passes, runs } = this.subject!;
    return [...runs.keys()]
      .filter((run) => x.at[run] !== null && y.at[run] !== null && passes[run])
      .sort((a, b) => x.at[a]! - x.at[b]! || y.at[a]! - y.at[b]!);
  }

  private move(step: number): void {
    const points = this.points();
    if (points.length === 0) return;
    const at = this.chosen === undefined ? -1 : points.indexOf(this.chosen);
    // Where nothing is chosen yet, a step to the right begins at the left.
    const from = at < 0 && Number.isFinite(step) ? (step < 0 ? points.length : -1) : at;
    const next = from + step;
    this.chosen = points[Math.min(points.length - 1, Math.max(0, next))];
    this.draw();
  }

  private redraw(): void {
    if (!this.subject) return;
    const { runs, x, y, passes } = this.subject;
    const width = Math.max(240, this.view.clientWidth);
    const [inner, full] = [width - MARGIN.left - MARGIN.right, MARGIN.top + HEIGHT + MARGIN.bottom];
    const label = t("{0} against {1}: a point for each run", y.title, x.title);
    for (const [name, value] of Object.entries({
      viewBox: `0 0 ${width} ${full}`,
      width,
      height: full,
      "aria-label": label,
    })) {
      setAttribute(this.drawing, name, String(value));
    }
    const left = (at: number) => round(MARGIN.left + at * inner);
    const top = (at: number) => round(MARGIN.top + (1 - at) * HEIGHT);
    const grid = y.ticks.flatMap(({ at, text }) => [
      svgElement("line", { x1: MARGIN.left - 4, x2: MARGIN.left + inner, y1: top(at), y2: top(at), class: "grid" }),
      svgText(text, { x: MARGIN.left - 8, y: top(at) + 4, class: "before" }),
    ]);
    const below = x.ticks.map(({ at, text }) =>
      svgText(text, { x: left(at), y: MARGIN.top + HEIGHT + 18, class: "middle" }),
    );
    const points = [...runs.keys()].flatMap((run) => {
      const [atX, atY] = [x.at[run], y.at[run]];
      if (atX === null || atY === null) return [];
      const kind = run === this.chosen ? "chosen" : passes[run] ? "" : "out";
      const point = svgElement("circle", {
        cx: left(atX),
        cy: top(atY),
        r: run === this.chosen ? 6 : 4.5,
        class: `point ${kind}`,
      });
      // A point that comes to lie under a resting pointer says nothing.
      point.addEventListener("pointermove", () => this.say(run));
      point.addEventListener("click", () => this.open(run));
      return [point];
    });
    this.drawing.replaceChildren(
      ...grid,
      ...below,
      svgText(x.scale === "log" ? t("{0} (log)", x.title) : x.title, {
        x: MARGIN.left + inner / 2,
        y: full - 4,
        class: "middle",
      }),
      svgText(y.title, { x: 4, y: 12, class: "after" }),
      ...points,
    );
    if (this.chosen !== undefined) this.say(this.chosen);
  }

  private say(run: number): void {
    const { runs, x, y } = this.subject!;
    setText(this.readout, `${runs[run].label}: ${x.title} ${x.texts[run]}, ${y.title} ${y.texts[run]}`);
  }
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
