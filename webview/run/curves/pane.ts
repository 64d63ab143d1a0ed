import { CurvePoints } from "../../../src/base/curves/curvePoints.ts";
import { element, setAttribute, setText } from "../../shared/dom.ts";
import { type IconName, icon } from "../../shared/icons.ts";
import { rove } from "../../shared/roving.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Axes } from "./axis.ts";
import { CurveChart } from "./chart/curveChart.ts";
import { type Figure, nameOfCurve } from "./figure.ts";
import { GroupCurve } from "./groupCurve.ts";
import { PaneLegend } from "./legend.ts";
import { type Navigating, navigate } from "./navigation.ts";
import { type DrawnCurve, PaneCurve } from "./paneCurve.ts";
import { PointerLine } from "./pointer.ts";
import type { Sight } from "./sight.ts";
import type { CurveSubject, Marks, PaneState } from "./subject.ts";
import { summaryOf } from "./summary.ts";

/** A few curves have points in each pixel column. More share so many columns, which are drawn in a few milliseconds. */
const A_FEW = 6;
const SHARED_COLUMNS = 1600;
/** With fewer, a curve would lose its shape. */
const FEWEST_COLUMNS = 80;

/** What all panes share, and what a person does in one. */
export interface PaneOwner {
  readonly subject: CurveSubject;
  readonly sight: Sight;
  readonly axes: Axes;
  readonly smoothing: number;
  /** Names of the curves of a pane that are hidden (`nameOfCurve`). */
  hiddenIn(state: PaneState): readonly string[];
  hide(pane: Pane, names: string[]): void;
  /** The step that the pointer is at, in one of the panes. */
  readonly pointed: number | undefined;
  point(step: number | undefined, byKey: boolean): void;
  /** What is in sight has changed. */
  looked(): void;
  change(pane: Pane, change: Partial<PaneState>): void;
  move(pane: Pane, by: number): void;
  remove(pane: Pane): void;
}

/** A chart of one figure, with its legend and its controls. */
export class Pane {
  readonly view: HTMLElement;
  curves: DrawnCurve[] = [];
  chart: CurveChart | undefined;
  figure: Figure | undefined;
  private canvas: HTMLCanvasElement | undefined;
  private readonly title = element("h3");
  private readonly legend: PaneLegend;
  private readonly plot = element("div", { class: "chart", tabindex: "0", role: "group" });
  private readonly empty = element("p", { class: "empty" });
  private readonly tools: HTMLElement;
  private readonly log: HTMLButtonElement;
  private readonly wide: HTMLButtonElement;
  private readonly pointer = new PointerLine();
  private colours: Theme | undefined;
  /** The best measurement, where it is in sight. */
  private readonly best = new CurvePoints();
  private marks: Marks = { lines: [], best: undefined };
  private shape = "";

  constructor(
    readonly state: PaneState,
    private readonly owner: PaneOwner,
  ) {
    this.legend = new PaneLegend(() => {
      const hidden = this.curves.filter(({ isHidden }) => isHidden).map(({ of }) => nameOfCurve(of));
      owner.hide(this, hidden);
    });
    const control = (name: IconName, label: string, act: () => void) => {
      const made = element("button", { type: "button", class: "tool", title: label, "aria-label": label });
      made.append(icon(name));
      made.addEventListener("click", act);
      return made;
    };
    this.log = control("log", t("Log Scale"), () => owner.change(this, { log: !this.state.log, heights: undefined }));
    this.wide = control("enlarge", t("Enlarge"), () => owner.change(this, { wide: !this.state.wide }));
    const tools = element(
      "div",
      { class: "tools", role: "toolbar" },
      ...[this.log, this.wide],
      control("left", t("Move Up"), () => owner.move(this, -1)),
      control("right", t("Move Down"), () => owner.move(this, 1)),
      control("cross", t("Remove"), () => owner.remove(this)),
    );
    this.tools = tools;
    rove(tools);
    const head = element("div", { class: "pane-head" }, this.title, tools);
    this.view = element("div", { class: "pane", "data-figure": state.figure }, head, this.legend.view, this.plot);
    navigate(this.plot, this.navigating());
  }

  set theme(theme: Theme) {
    this.colours = theme;
    this.pointer.theme = theme;
    this.legend.theme = theme;
    this.chart?.setTheme(theme);
  }

  /** Computes what its drawing needs until a time is over; false where some is left for the next frame. */
  prepare(figure: Figure, until: number): boolean {
    this.build(figure);
    const { smoothing } = this.owner;
    return this.curves.every((curve) => curve.isHidden || curve.prepare(smoothing, until));
  }

  /** Draws what has been prepared. */
  draw(figure: Figure): void {
    const { owner, state } = this;
    const { axes, sight, smoothing, subject } = owner;
    const axis = axes.shown;
    const chart = this.chart!;
    this.view.classList.toggle("wide", state.wide === true);
    this.wide.setAttribute("aria-pressed", String(state.wide === true));
    this.log.setAttribute("aria-pressed", String(state.log === true));
    this.marks = subject.marks(figure);
    const { lines, best } = this.marks;
    const points = this.curves.flatMap((curve) => curve.points(axes, sight.shown, this.pixels, smoothing));
    const { from, to } = sight.shown;
    const inSight = best !== undefined && best.step >= from && best.step <= to;
    chart.setUnit(figure.unit, figure.tick);
    // Small charts have no room for what the control above says.
    chart.setAxis(state.wide ? axis.title : "", axis.tick);
    chart.setSpan({ min: axis.at(from), max: axis.at(to) });
    chart.setHeights(state.heights);
    this.best.clear();
    if (inSight) this.best.push(axis.at(best.step), best.value);
    // A line that is far from what is in sight would press it flat.
    chart.draw([this.best, ...points], lines, sight.range === undefined);
    const isEmpty = this.curves.every(({ column }) => !column?.length);
    this.empty.hidden = !isEmpty;
    this.plot.classList.toggle("nothing", isEmpty);
    setText(this.empty, subject.isRunning ? t("Waiting for the first step …") : t("No step was trained."));
    setAttribute(this.canvas!, "aria-label", summaryOf(subject, figure, this.curves, this.marks));
    this.drawPointer();
  }

  /** Shows what the curves have where the pointer is, or last. */
  drawPointer(): void {
    const { owner, figure, chart } = this;
    if (figure === undefined) return;
    const { pointed, axes, smoothing } = owner;
    const x = pointed === undefined ? undefined : axes.shown.at(pointed);
    const found = this.curves.map((curve) => curve.at(axes, x, smoothing));
    this.legend.say(
      found.map((it) => {
        if (it === undefined) return "";
        const { value, smoothed, low, high } = it;
        if (low !== undefined && high !== undefined && low < high)
          return t("{0} ({1} to {2})", figure.said(value), figure.said(low), figure.said(high));
        if (smoothed === undefined || Number.isNaN(smoothed)) return figure.said(value);
        return t("{0} (smoothed {1})", figure.said(value), figure.said(smoothed));
      }),
    );
    const colours = this.colours;
    const points = found.flatMap((it, i) => {
      if (it === undefined || colours === undefined || this.curves[i].isHidden || Number.isNaN(it.value)) return [];
      return [{ y: it.value, colour: this.curves[i].colour(colours) }];
    });
    const had = this.pointer.at !== undefined;
    this.pointer.at = x === undefined ? undefined : { x, points };
    if (had || this.pointer.at) chart?.redraw();
  }

  /** Columns of a curve that have points of their own: each pixel, unless there are so many curves that a frame could not draw them. */
  private get pixels(): number {
    const lines = this.curves.reduce((sum, { isHidden, styles }) => sum + (isHidden ? 0 : styles.length), 0);
    const all = Math.max(this.chart!.area.width, 100);
    return lines <= A_FEW ? all : Math.min(all, Math.max(SHARED_COLUMNS / lines, FEWEST_COLUMNS));
  }

  /** A chart for the curves that the figure has now. */
  private build(figure: Figure): void {
    const shape = figure.curves
      .map(({ label, table, column, owner, band }) => {
        const runs = owner?.members.map(({ id }) => id) ?? [];
        return [label, table, column, band, owner?.key, owner?.colour, owner?.dash, ...runs].join();
      })
      .join(";");
    this.figure = figure;
    if (shape === this.shape) return;
    this.shape = shape;
    setText(this.title, figure.label);
    this.view.setAttribute("role", "group");
    this.view.setAttribute("aria-label", figure.label);
    this.tools.setAttribute("aria-label", t("Chart of {0}", figure.label));
    this.plot.setAttribute(
      "aria-label",
      t("{0}: left and right read values, + and − zoom, up and down zoom the heights, 0 shows all", figure.label),
    );
    this.curves = figure.curves.map((curve, i) =>
      curve.band === undefined ? new PaneCurve(curve, i, figure.curves.length) : new GroupCurve(curve, curve.band),
    );
    this.legend.show(this.curves);
    this.applyHidden();
    this.legend.label = figure.label;
    this.chart?.close();
    this.canvas = element("canvas", { role: "img", "aria-label": figure.label });
    this.plot.replaceChildren(this.canvas, this.empty);
    const best = { label: t("Best"), colour: (theme: Theme) => theme.foreground, width: 2, star: true };
    this.chart = new CurveChart(this.canvas, [best, ...this.curves.flatMap(({ styles }) => styles)], this.pointer);
    if (this.colours) this.theme = this.colours;
    this.chart.setLogScale(this.state.log === true);
  }

  /** Hides the curves that are to be hidden. */
  applyHidden(): void {
    const hidden = this.owner.hiddenIn(this.state);
    for (const curve of this.curves) curve.isHidden = hidden.includes(nameOfCurve(curve.of));
    this.legend.mark();
  }

  /** Another scale, another size. */
  arrange(change: Partial<PaneState>): void {
    Object.assign(this.state, change);
    if ("log" in change) this.chart?.setLogScale(this.state.log === true);
  }

  private navigating(): Navigating {
    const { owner } = this;
    const { sight } = owner;
    const stepAt = (pixel: number) => {
      const { left, right } = this.chart?.area ?? { left: 0, right: 1 };
      return owner.axes.shown.stepAt(this.chart?.xAt(Math.min(Math.max(pixel, left), right)) ?? 0);
    };
    const look = (change: () => void) => {
      change();
      owner.looked();
    };
    const select = (selection: [number, number] | undefined) => {
      this.pointer.selection = selection;
      this.chart?.redraw();
    };
    const changeHeights = (how: { factor?: number; pixel?: number; up?: number }) =>
      owner.change(this, { heights: this.chart?.heights(how, this.state.heights) });
    // Steps are those of the run that the axis is of.
    const rows = () => {
      const curve = this.curves.find(({ of }) => of.table === "steps") ?? this.curves[0];
      return curve && owner.axes.longest[curve.of.table].steps;
    };
    return {
      pointAt: (pixel) => owner.point(pixel === undefined ? undefined : stepAt(pixel), false),
      move: (by) => {
        const steps = rows();
        if (steps === undefined || steps.length === 0) return;
        const { from, to } = sight.shown;
        // As far as can be seen, at least a row.
        const row = steps.firstFrom(owner.pointed ?? to);
        const inSight = steps.firstFrom(to) - steps.firstFrom(from);
        const next = row + by * Math.max(1, Math.round(inSight / 200));
        owner.point(steps.values[Math.min(Math.max(next, 0), steps.length - 1)], true);
      },
      moveToEnd: (last) => {
        const steps = rows();
        if (steps === undefined || steps.length === 0) return;
        const { from, to } = sight.shown;
        const row = last ? steps.firstFrom(to + 1) - 1 : steps.firstFrom(from);
        owner.point(steps.values[Math.min(Math.max(row, 0), steps.length - 1)], true);
      },
      select: (from, to, done) => {
        if (!done) return select([from, to]);
        select(undefined);
        const [left, right] = [stepAt(from), stepAt(to)].sort((a, b) => a - b);
        look(() => sight.show(left, right));
      },
      cancelSelection: () => select(undefined),
      zoom: (factor, pixel) => look(() => sight.zoom(factor, pixel === undefined ? owner.pointed : stepAt(pixel))),
      pan: (share) => look(() => sight.pan(share)),
      zoomHeights: (factor, pixel) => changeHeights({ factor, pixel }),
      moveHeights: (up) => changeHeights({ up }),
      showAll: () => {
        if (this.state.heights) owner.change(this, { heights: undefined });
        look(() => sight.showAll());
      },
    };
  }
}
