import { grouped } from "../../../src/base/words.ts";
import type { PanelState } from "../../../src/contracts/trainingPanel.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { Axes, type AxisName, axisLabel, knownAxes } from "./axis.ts";
import { csvOf, exportMenu, jsonOf, markdownOf, type Shown } from "./exports.ts";
import { type Figure, nameOfCurve } from "./figure.ts";
import { Pane, type PaneOwner } from "./pane.ts";
import { pngOf, svgOf } from "./pictures.ts";
import { RowsTable } from "./rowsTable.ts";
import { Sight } from "./sight.ts";
import type { CurveSubject, PaneState } from "./subject.ts";

/** How a person arranged the section. */
export type Arrangement = Pick<PanelState, "showTable" | "panes" | "axis" | "range"> & {
  smoothing: number;
  /** Of several runs, those that are hidden in all panes. */
  hidden?: string[];
};

/** What the section asks of who made it. */
export interface SectionNeeds {
  /** Keeps how it is arranged. */
  keep(change: Partial<Arrangement>): void;
  /** Draws the page in the next frame. */
  draw(): void;
  save(name: string, content: string | ArrayBuffer): void;
  copy(text: string): void;
}

/** Milliseconds of a frame in which panes are drawn; those that are left have the next one. */
const FRAME = 4;

/** All curves of a run, or of several over each other: panes of figures over one axis, and how to arrange them. */
export class CurvesSection implements PaneOwner {
  readonly view: HTMLElement;
  readonly sight: Sight;
  axes: Axes;
  pointed: number | undefined;
  private panes: Pane[] = [];
  /** Panes that are still to be drawn, the first of them next. */
  private waiting: Pane[] = [];
  /** The frame in which they go on. */
  private frame: number | undefined;
  private figures = new Map<string, Figure>();
  private known = "";
  private colours: Theme | undefined;
  private inSight = new WeakSet<Element>();
  private readonly observer: IntersectionObserver;
  private readonly slider = element("input", { type: "range", min: "0", max: "99" });
  private readonly share = element("span", { class: "share" });
  private readonly smoothingLabel = element("label", {}, t("Smoothing"), this.slider, this.share);
  private readonly axis = element("select", { "aria-label": t("Horizontal axis") });
  private readonly adding = element("select", { "aria-label": t("Add a figure") });
  private readonly all: HTMLButtonElement;
  private readonly showTable: HTMLButtonElement;
  private readonly place = element("p", { class: "facts place" });
  private readonly read = element("p", { class: "visually-hidden", "aria-live": "polite" });
  private readonly verdict = element("p", { class: "verdict", "aria-live": "polite" });
  /** Why nothing was saved. */
  private readonly problem = element("p", { class: "facts", role: "alert", hidden: "" });
  private readonly grid = element("div", { class: "panes" });
  private readonly zooming: HTMLElement;
  private readonly table: RowsTable;

  /** @param more controls of the page's own */
  constructor(
    readonly subject: CurveSubject,
    private readonly arrangement: Arrangement,
    private readonly needs: SectionNeeds,
    more: readonly HTMLElement[] = [],
  ) {
    this.table = new RowsTable();
    this.sight = new Sight(arrangement.range);
    this.axes = new Axes(subject.runs, "step");
    this.observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) this.inSight.add(target);
        else this.inSight.delete(target);
      }
      if (entries.some(({ isIntersecting }) => isIntersecting)) needs.draw();
    });
    const look = (change: () => void) => () => {
      change();
      this.looked();
    };
    const zoomIn = button(
      "+",
      look(() => this.sight.zoom(1.5, this.pointed)),
      { class: "secondary", "aria-label": t("Zoom In"), title: t("Zoom In") },
    );
    const zoomOut = button(
      "−",
      look(() => this.sight.zoom(1 / 1.5, this.pointed)),
      { class: "secondary", "aria-label": t("Zoom Out"), title: t("Zoom Out") },
    );
    this.all = button(
      t("Show All"),
      look(() => {
        this.sight.showAll();
        const lifted = this.panes.filter(({ state }) => state.heights);
        for (const pane of lifted) pane.arrange({ heights: undefined });
        if (lifted.length > 0) this.keepPanes();
      }),
      { class: "secondary" },
    );
    this.zooming = element(
      "span",
      { class: "zooming", role: "group", "aria-label": t("Zoom") },
      zoomOut,
      zoomIn,
      this.all,
    );
    this.showTable = button(t("Show as Table"), () => this.toggleTable(), { class: "toggle" });
    this.slider.addEventListener("input", () => this.keep({ smoothing: Number(this.slider.value) / 100 }));
    this.axis.addEventListener("change", () => this.keep({ axis: this.axis.value as AxisName }));
    this.adding.addEventListener("change", () => this.add(this.adding.value));
    const controls = [this.smoothingLabel, this.axis, this.zooming, this.adding, ...more, this.showTable, this.menu()];
    this.view = element(
      "section",
      { class: "curves", "aria-labelledby": "curves-title" },
      element(
        "div",
        { class: "bar-of-section" },
        element("h2", { id: "curves-title" }, t("Curves")),
        element("div", { class: "controls" }, ...controls),
      ),
      ...[this.problem, this.verdict, this.place, this.read, this.grid, this.table.view],
    );
  }

  get smoothing(): number {
    return this.arrangement.smoothing;
  }

  set theme(theme: Theme) {
    this.colours = theme;
    for (const pane of this.panes) pane.theme = theme;
  }

  draw(): void {
    const { runs, hasCurves } = this.subject;
    this.view.hidden = !hasCurves;
    if (!hasCurves) return;
    const { axis = "step" } = this.arrangement;
    this.axes = new Axes(runs, knownAxes(runs).includes(axis) ? axis : "step");
    this.sight.end = this.axes.end;
    this.findFigures();
    this.drawControls();
    const isTable = this.arrangement.showTable;
    // What is out of sight is drawn when it comes back.
    if (isTable) this.table.draw(this.shown.figures, this.sight.shown);
    else this.waiting = this.inTurn();
    // Where panes of the update before are still drawn, these follow them.
    if (this.frame === undefined) this.drawSome();
  }

  /** The panes in sight; those that have waited since the update before come first. */
  private inTurn(): Pane[] {
    const seen = this.panes.filter(({ view }) => this.inSight.has(view));
    const waited = this.waiting.filter((pane) => seen.includes(pane));
    return [...waited, ...seen.filter((pane) => !waited.includes(pane))];
  }

  point(step: number | undefined, byKey: boolean): void {
    this.pointed = step;
    setText(this.place, step === undefined ? "" : this.axes.said(Math.round(step)));
    for (const pane of this.panes) if (this.inSight.has(pane.view)) pane.drawPointer();
    if (!byKey || step === undefined) return;
    const values = this.panes.flatMap(({ curves, figure }) =>
      curves.flatMap((curve) => {
        const found = curve.isHidden ? undefined : curve.at(this.axes, this.axes.shown.at(step), 0);
        return found && figure ? [`${figure.label}, ${curve.of.label}: ${figure.said(found.value)}`] : [];
      }),
    );
    setText(this.read, [this.axes.said(step), ...values.slice(0, 8)].join("; "));
  }

  looked(): void {
    this.needs.keep({ range: this.sight.range });
    this.needs.draw();
  }

  hiddenIn(state: PaneState): readonly string[] {
    return (this.subject.isOfSeveral ? this.arrangement.hidden : state.hidden) ?? [];
  }

  hide(pane: Pane, names: string[]): void {
    // What a pane does not show stays hidden where it is shown.
    const own = new Set(pane.curves.map(({ of }) => nameOfCurve(of)));
    const hidden = [...this.hiddenIn(pane.state).filter((name) => !own.has(name)), ...names];
    if (!this.subject.isOfSeveral) return this.change(pane, { hidden });
    this.keep({ hidden });
    for (const each of this.panes) each.applyHidden();
  }

  change(pane: Pane, change: Partial<PaneState>): void {
    pane.arrange(change);
    this.keepPanes();
  }

  move(pane: Pane, by: number): void {
    const from = this.panes.indexOf(pane);
    const to = Math.min(Math.max(from + by, 0), this.panes.length - 1);
    const focused = document.activeElement;
    this.panes.splice(to, 0, ...this.panes.splice(from, 1));
    this.grid.replaceChildren(...this.panes.map(({ view }) => view));
    if (focused instanceof HTMLElement) focused.focus();
    this.keepPanes();
  }

  remove(pane: Pane): void {
    this.drop(pane);
    pane.view.remove();
    this.adding.focus();
    this.keepPanes();
  }

  /** Which figures the rows have, and panes for those that are shown. */
  private findFigures(): void {
    const { known } = this.subject;
    if (known === this.known) return;
    this.known = known;
    const figures = this.subject.figures();
    this.figures = new Map(figures.map((figure) => [figure.name, figure]));
    const wanted = (this.arrangement.panes ?? this.subject.usual(figures)).filter(({ figure }) =>
      this.figures.has(figure),
    );
    for (const state of wanted) {
      if (!this.panes.some((pane) => pane.state.figure === state.figure)) this.addPane({ ...state });
    }
    for (const pane of this.panes) if (!wanted.some(({ figure }) => figure === pane.state.figure)) this.drop(pane);
    const order = (pane: Pane) => wanted.findIndex(({ figure }) => figure === pane.state.figure);
    this.panes.sort((a, b) => order(a) - order(b));
    this.grid.replaceChildren(...this.panes.map(({ view }) => view));
    this.offer();
  }

  private drop(pane: Pane): void {
    [this.panes, this.waiting] = [this.panes, this.waiting].map((panes) => panes.filter((other) => other !== pane));
    this.observer.unobserve(pane.view);
    pane.chart?.close();
  }

  private addPane(state: PaneState): void {
    const pane = new Pane(state, this);
    if (this.colours) pane.theme = this.colours;
    // Until it is known where it is, it counts as in sight.
    this.inSight.add(pane.view);
    this.observer.observe(pane.view);
    this.panes.push(pane);
    this.grid.append(pane.view);
  }

  private add(figure: string): void {
    if (!this.figures.has(figure)) return;
    this.addPane({ figure });
    this.keepPanes();
  }

  /** Figures that have no pane. */
  private offer(): void {
    const rest = [...this.figures.values()].filter(
      ({ name }) => !this.panes.some((pane) => pane.state.figure === name),
    );
    this.adding.replaceChildren(
      element("option", { value: "" }, t("Add Figure …")),
      ...rest.map(({ name, label }) => element("option", { value: name }, label)),
    );
    this.adding.value = "";
    this.adding.disabled = rest.length === 0;
  }

  private keepPanes(): void {
    this.offer();
    this.keep({ panes: this.panes.map(({ state }) => ({ ...state })) });
  }

  private keep(change: Partial<Arrangement>): void {
    Object.assign(this.arrangement, change);
    this.needs.keep(change);
    this.needs.draw();
  }

  private toggleTable(): void {
    this.keep({ showTable: !this.arrangement.showTable });
  }

  private drawControls(): void {
    const { showTable, smoothing } = this.arrangement;
    this.slider.value = String(Math.round(100 * smoothing));
    setText(this.share, smoothing.toFixed(2));
    this.showTable.setAttribute("aria-pressed", String(showTable));
    for (const part of [this.smoothingLabel, this.axis, this.grid, this.place]) part.hidden = showTable;
    this.table.view.hidden = !showTable;
    this.all.setAttribute(
      "aria-disabled",
      String(this.sight.range === undefined && !this.panes.some(({ state }) => state.heights)),
    );
    const axes = knownAxes(this.subject.runs);
    if (this.axis.options.length !== axes.length)
      this.axis.replaceChildren(...axes.map((name) => element("option", { value: name }, axisLabel(name))));
    this.axis.value = this.axes.name;
    const { verdict } = this.subject;
    this.verdict.hidden = verdict === "";
    setText(this.verdict, verdict);
  }

  /** Prepares and draws panes as long as a frame has time, and goes on in the next. */
  private drawSome(): void {
    this.frame = undefined;
    const until = performance.now() + FRAME;
    while (this.waiting.length > 0 && performance.now() < until) {
      const [pane] = this.waiting;
      const figure = this.figures.get(pane.state.figure);
      if (figure !== undefined && !pane.prepare(figure, until)) break;
      this.waiting.shift();
      if (figure !== undefined) pane.draw(figure);
    }
    if (this.waiting.length > 0) this.frame = requestAnimationFrame(() => this.drawSome());
  }

  /** Draws those that are out of sight too, for a picture of all. */
  private drawAll(): void {
    for (const pane of this.panes) {
      const figure = this.figures.get(pane.state.figure);
      if (figure === undefined) continue;
      pane.prepare(figure, Number.POSITIVE_INFINITY);
      pane.draw(figure);
    }
  }

  private get shown(): Shown {
    const figures = this.panes.flatMap(({ state }) => this.figures.get(state.figure) ?? []);
    return { figures, range: this.sight.shown };
  }

  private menu(): HTMLElement {
    const { needs } = this;
    const save = (ending: string, content: string | ArrayBuffer) => {
      needs.save(`${this.subject.name}.${ending}`, content);
    };
    return exportMenu(
      {
        PNG: async () => {
          this.drawAll();
          const made = this.colours && (await pngOf(this.panes, this.colours));
          this.problem.hidden = !(made && "tooLarge" in made);
          setText(this.problem, made && "tooLarge" in made ? tooLargeText(made.tooLarge) : "");
          if (made && "picture" in made) save("png", made.picture);
        },
        SVG: () => {
          this.drawAll();
          if (this.colours) save("svg", svgOf(this.panes, this.colours));
        },
        CSV: () => save("csv", csvOf(this.shown)),
        JSON: () => save("json", jsonOf(this.shown)),
      },
      () => needs.copy(markdownOf(this.shown)),
    );
  }
}

function tooLargeText({ width, height }: { width: number; height: number }): string {
  return t(
    "The charts are too large for one PNG: {0} × {1} pixels. Remove some of them, make the panel narrower, or save them as SVG.",
    grouped(width),
    grouped(height),
  );
}
