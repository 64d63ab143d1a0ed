import { button, element, oncePerFrame, setAttribute, setText } from "../../shared/dom.ts";
import { svgElement, svgText } from "../../shared/svg.ts";
import { t } from "../../shared/text.ts";
import type { Axis } from "./axis.ts";
import { nextPlace, passing, type Range, type Ranges, rangeOf, withEdge, withRange } from "./ranges.ts";

/** A run as a line. */
export interface DrawnRun {
  label: string;
  /** How good its figure is among the others, 0 the worst, 1 the best; null where it has none. */
  quality: number | null;
}

export interface ParallelSubject {
  runs: readonly DrawnRun[];
  /** By key, the figure last; each with what stands above it. */
  axes: ReadonlyMap<string, Axis & { title: string }>;
}

const HEIGHT = 220;
const MARGIN = { top: 10, bottom: 12, side: 64 };
/** Pixels beside an axis that belong to it. */
const REACH = 14;
const LEAST_GAP = 90;

/**
 * Parallel coordinates: an upright axis a setting, the figure last, a line a run. Dragging along an axis lets only runs pass that lie
 * there; by keyboard each end of a stretch is a slider, of which the arrows to the sides go to the next.
 */
export class ParallelView {
  private readonly titles = element("div", { class: "parallel-titles" });
  private readonly drawing = svgElement("svg", { class: "parallel", role: "group" });
  private readonly stage = element("div", { class: "parallel-stage" }, this.titles, this.drawing);
  private readonly readout = element("p", { class: "readout", role: "status" });
  private readonly all = button(t("Show All Runs"), () => this.isBounded && this.change({}), { class: "secondary" });
  readonly view = element(
    "div",
    { class: "parallel-view" },
    this.stage,
    element("div", { class: "plane-row" }, this.all, this.readout),
  );
  private subject: ParallelSubject = { runs: [], axes: new Map() };
  private ranges: Ranges = {};
  private focused = 0;
  private width = 0;
  private lines: SVGElement[] = [];
  private readonly draw = oncePerFrame(() => this.redraw());

  constructor(private readonly onChange: (ranges: Ranges) => void) {
    new ResizeObserver(() => this.draw()).observe(this.view);
  }

  show(subject: ParallelSubject, ranges: Ranges): void {
    [this.subject, this.ranges] = [subject, ranges];
    // One of the ends is always a stop of the Tab key.
    this.focused = Math.max(0, Math.min(this.focused, 2 * subject.axes.size - 1));
    this.draw();
  }

  private get isBounded(): boolean {
    return Object.keys(this.ranges).length > 0;
  }

  private change(ranges: Ranges): void {
    this.ranges = ranges;
    this.onChange(ranges);
    this.draw();
  }

  private redraw(): void {
    const { axes, runs } = this.subject;
    const keys = [...axes.keys()];
    const gap = Math.max(LEAST_GAP, (this.view.clientWidth - 2 * MARGIN.side) / Math.max(1, keys.length - 1));
    this.width = 2 * MARGIN.side + gap * (keys.length - 1);
    const full = MARGIN.top + HEIGHT + MARGIN.bottom;
    for (const [name, value] of Object.entries({
      viewBox: `0 0 ${this.width} ${full}`,
      ...{ width: this.width, height: full, "aria-label": t("Settings and figure of each run") },
    })) {
      setAttribute(this.drawing, name, String(value));
    }
    const x = (i: number) => MARGIN.side + i * gap;
    const passes = passing(axes, this.ranges, runs.length);
    // The best are drawn last, over the others.
    const order = [...runs.keys()].sort(
      (a, b) => Number(passes[a]) - Number(passes[b]) || (runs[a].quality ?? -1) - (runs[b].quality ?? -1),
    );
    this.lines = [];
    const lines = order.map((run) => {
      const line = this.lineOf(run, x, passes[run]);
      this.lines[run] = line;
      return line;
    });
    const hadFocus = this.drawing.contains(document.activeElement);
    this.drawing.replaceChildren(...lines, ...keys.map((key, i) => this.axisOf(key, i, x(i))));
    this.titles.replaceChildren(
      ...[...axes.values()].map(({ title, scale }, i) => {
        const shown = element("span", { title }, scale === "log" ? t("{0} (log)", title) : title);
        Object.assign(shown.style, { left: `${x(i)}px`, maxWidth: `${gap - 8}px` });
        return shown;
      }),
    );
    this.titles.style.width = `${this.width}px`;
    if (hadFocus) this.sliders()[this.focused]?.focus();
    const shown = passes.filter(Boolean).length;
    setAttribute(this.all, "aria-disabled", String(!this.isBounded));
    setText(
      this.readout,
      shown === runs.length ? t("All {0} runs.", runs.length) : t("{0} of {1} runs.", shown, runs.length),
    );
  }

  private lineOf(run: number, x: (i: number) => number, passes: boolean): SVGElement {
    const { axes, runs } = this.subject;
    const { label, quality } = runs[run];
    const points = [...axes.values()].flatMap(({ at }, i) => {
      const place = at[run];
      return place === null ? [] : [`${round(x(i))},${yOf(place)}`];
    });
    const kind = !passes ? "out" : quality === null ? "none" : "";
    const line = svgElement("polyline", {
      points: points.join(" "),
      class: `run-line ${kind}`,
    });
    line.style.setProperty("--quality", `${Math.round(100 * (quality ?? 0))}%`);
    const said = [...axes.values()].map(({ title, texts }) => `${title} ${texts[run]}`).join(", ");
    line.append(svgElement("title", {}));
    setText(line.firstChild!, `${label}: ${said}`);
    line.addEventListener("pointerenter", () => {
      setText(this.readout, `${label}: ${said}`);
      line.classList.add("pointed");
    });
    line.addEventListener("pointerleave", () => line.classList.remove("pointed"));
    return line;
  }

  private axisOf(key: string, i: number, x: number): SVGElement {
    const axis = this.subject.axes.get(key)!;
    const range = rangeOf(this.ranges, key);
    const group = svgElement("g", {
      class: `axis ${key in this.ranges ? "bounded" : ""}`,
      transform: `translate(${round(x)} 0)`,
    });
    const isLast = i === this.subject.axes.size - 1;
    group.append(
      svgElement("line", { y1: yOf(0), y2: yOf(1), class: "axis-line" }),
      svgElement("line", { y1: yOf(range.from), y2: yOf(range.to), class: "axis-range" }),
      ...axis.ticks.map(({ at, text }) =>
        svgText(text, { x: isLast ? 8 : -8, y: yOf(at) + 4, class: isLast ? "after" : "before" }),
      ),
      this.catcher(key),
      this.slider(key, "from", 2 * i),
      this.slider(key, "to", 2 * i + 1),
    );
    return group;
  }

  /** What hears the drag along an axis. */
  private catcher(key: string): SVGElement {
    const catcher = svgElement("rect", {
      ...{ x: -REACH, y: 0, width: 2 * REACH, height: MARGIN.top + HEIGHT + MARGIN.bottom, class: "catcher" },
    });
    catcher.addEventListener("pointerdown", (down) => {
      if (down.button !== 0) return;
      down.preventDefault();
      const start = this.placeOf(down);
      const before = this.ranges;
      // The catcher goes with the next drawing; the drawing stays.
      const move = (event: PointerEvent) => this.change(withRange(before, key, start, this.placeOf(event)));
      const end = () => {
        this.drawing.removeEventListener("pointermove", move);
        for (const name of ["pointerup", "pointercancel"] as const) this.drawing.removeEventListener(name, end);
      };
      this.drawing.setPointerCapture(down.pointerId);
      this.drawing.addEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"] as const) this.drawing.addEventListener(name, end);
      this.change(withRange(before, key, start, start));
    });
    return catcher;
  }

  private placeOf(event: PointerEvent): number {
    const { top } = this.drawing.getBoundingClientRect();
    return Math.min(1, Math.max(0, 1 - (event.clientY - top - MARGIN.top) / HEIGHT));
  }

  private slider(key: string, edge: keyof Range, index: number): SVGElement {
    const axis = this.subject.axes.get(key)!;
    const place = rangeOf(this.ranges, key)[edge];
    const isFrom = edge === "from";
    const slider = svgElement("path", {
      d: isFrom ? "M-7 0H7V4H-7Z" : "M-7 -4H7V0H-7Z",
      transform: `translate(0 ${yOf(place)})`,
      ...{ class: "edge", role: "slider", tabindex: index === this.focused ? 0 : -1 },
      ...{
        "aria-orientation": "vertical",
        "aria-valuemin": 0,
        "aria-valuemax": 100,
        "aria-valuenow": Math.round(100 * place),
      },
      "aria-valuetext": nearestText(axis, place),
      "aria-label": isFrom ? t("{0}: from", axis.title) : t("{0}: to", axis.title),
    });
    slider.addEventListener("focus", () => {
      this.focused = index;
    });
    slider.addEventListener("keydown", (event) => {
      const count = 2 * this.subject.axes.size;
      const moved = (at: number) => this.change(withEdge(this.ranges, key, edge, at));
      const keys: Record<string, () => void> = {
        ArrowUp: () => moved(nextPlace(axis, place, true)),
        ArrowDown: () => moved(nextPlace(axis, place, false)),
        Home: () => moved(isFrom ? 0 : rangeOf(this.ranges, key).from),
        End: () => moved(isFrom ? rangeOf(this.ranges, key).to : 1),
        ArrowLeft: () => this.focusOn((index + count - 1) % count),
        ArrowRight: () => this.focusOn((index + 1) % count),
        Escape: () => this.change(withRange(this.ranges, key, 0, 1)),
      };
      if (!(event.key in keys) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });
    return slider;
  }

  private focusOn(index: number): void {
    const sliders = this.sliders();
    setAttribute(sliders[this.focused], "tabindex", "-1");
    setAttribute(sliders[index], "tabindex", "0");
    sliders[index].focus();
  }

  private sliders(): SVGElement[] {
    return [...this.drawing.querySelectorAll<SVGElement>(".edge")];
  }
}

function yOf(place: number): number {
  return round(MARGIN.top + (1 - place) * HEIGHT);
}

function nearestText({ at, texts }: Axis, place: number): string {
  let best = -1;
  for (const [run, each] of at.entries()) {
    if (each !== null && (best < 0 || Math.abs(each - place) < Math.abs(at[best]! - place))) best = run;
  }
  return best < 0 ? "–" : texts[best];
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
