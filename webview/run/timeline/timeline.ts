import { isRightToLeft } from "../../../src/base/scripts.ts";
import { element, oncePerFrame } from "../../shared/dom.ts";
import type { Theme } from "../../shared/theme.ts";
import { type Columns, columnsFor, evenColumns } from "./columns.ts";
import type { Frame, Lane } from "./lane.ts";
import { measureIn } from "./measure.ts";
import { movedBy } from "./selecting/moves.ts";
import { listenToPointer } from "./selecting/pointer.ts";
import type { Selection } from "./selecting/selection.ts";
import { StepMarks } from "./selecting/stepMarks.ts";

/** Milliseconds of a frame for drawing; what does not fit is drawn in the next. */
const BUDGET = 9;
const CLOSEST = 4;
/** How much wider than usual the columns of a short text are. */
const WIDER = 1.75;

/** What the columns of a time axis are of. */
export interface TimelineSteps {
  symbols: readonly string[];
  /** Columns behind the last symbol, for what is predicted there. */
  after: number;
  zoom: number;
  /** Of each column what else has to fit into it. */
  widest: readonly string[];
}

/** The time axis of one strip: lanes that scroll, zoom and are pointed at together. */
export class Timeline {
  private readonly stack = element("div", { class: "lanes" });
  readonly view = element("div", { class: "timeline" }, this.stack);
  private lanes: readonly Lane[] = [];
  /** In each lane, what marks the selected step and span. */
  private readonly marks = new Map<Lane, StepMarks>();
  private readonly inSight = new Map<Element, boolean>();
  private readonly observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.inSight.set(target, isIntersecting);
    this.draw();
  });
  private symbols: readonly string[] = [];
  /** Pixels of what has to fit into each column. */
  private widths: readonly number[] = [];
  private columns: Columns = evenColumns(0, 1);
  private room = 0;
  private currentTheme: Theme | undefined;
  private zoom = 1;
  /** As a person has zoomed. Where that shows all, the room decides, which may become wider or narrower. */
  private asked = 1;
  readonly draw = oncePerFrame(() => this.drawNow());

  /**
   * @param strip whose steps these are
   * @param readout the id of what says where a key has moved to
   * @param zoomed called with each new zoom, to keep it
   */
  constructor(
    private readonly strip: number,
    private readonly selection: Selection,
    private readonly readout: string,
    private readonly zoomed: (zoom: number) => void,
  ) {
    this.view.addEventListener("scroll", () => this.draw(), { passive: true });
    this.view.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.view.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => this.lay()).observe(this.view);
    selection.onChange(oncePerFrame(() => this.select()));
  }

  show({ symbols, after, zoom, widest }: TimelineSteps, theme: Theme): void {
    [this.symbols, this.asked, this.currentTheme] = [symbols, zoom, theme];
    const measure = measureIn(`12px ${theme.monoFamily}`);
    this.widths = Array.from({ length: symbols.length + after }, (_, step) =>
      Math.max(measure(symbols[step] ?? ""), measure(widest[step] ?? "")),
    );
    this.view.dir = isRightToLeft(symbols.join("").slice(0, 2000)) ? "rtl" : "ltr";
    this.lay();
  }

  setLanes(lanes: readonly Lane[]): void {
    for (const lane of this.lanes) if (!lanes.includes(lane)) this.observer.unobserve(lane.view);
    for (const lane of lanes) {
      if (this.lanes.includes(lane)) continue;
      lane.view.classList.add("lane");
      lane.plot.classList.add("lane-plot");
      this.observer.observe(lane.view);
      if (!this.marks.has(lane)) this.listen(lane);
    }
    const same = lanes.length === this.lanes.length && lanes.every((lane, i) => lane === this.lanes[i]);
    this.lanes = lanes;
    if (!same) this.stack.replaceChildren(...lanes.map(({ view }) => view));
    this.draw();
  }

  get steps(): number {
    return this.symbols.length;
  }

  /** Zooms by a factor around the selected step, or to all steps at once. */
  zoomBy(factor: number | "all"): void {
    const { step } = this.selection.now;
    const place = step === null ? this.left + this.room / 2 : this.columns.start(step) + this.columns.widthOf(step) / 2;
    const fitting = (this.zoom * this.room) / Math.max(1, this.columns.total);
    this.zoomTo(factor === "all" ? fitting : this.zoom * factor, place);
  }

  reveal(step: number): void {
    const [start, width] = [this.columns.start(step), this.columns.widthOf(step)];
    const beside = Math.min(this.room / 4, 3 * width);
    if (start - beside < this.left) this.left = start - beside;
    else if (start + width + beside > this.left + this.room) this.left = start + width + beside - this.room;
  }

  /** Scrolled from the right, a position is negative. */
  private get left(): number {
    return Math.abs(this.view.scrollLeft);
  }

  private set left(left: number) {
    this.view.scrollLeft = this.mirrored ? -left : left;
  }

  private get mirrored(): boolean {
    return this.view.dir === "rtl";
  }

  private get frame(): Frame | undefined {
    const theme = this.currentTheme;
    if (!theme || this.room === 0) return undefined;
    const { columns, mirrored } = this;
    return { columns, left: this.left, width: this.room, mirrored, theme, until: performance.now() + BUDGET };
  }

  private lay(): void {
    if (!this.currentTheme) return;
    this.room = this.view.clientWidth;
    const { widths } = this;
    // What showed all of a longer text would leave nothing to see of this one.
    const all = this.room / Math.max(1, columnsFor(widths, 1).total);
    this.zoom = Math.max(this.asked, Math.min(1, all));
    const fitting = columnsFor(widths, this.zoom);
    // A short text has wide columns rather than an empty page.
    const stretch = Math.min(WIDER, this.room / Math.max(1, fitting.total));
    this.columns = stretch > 1 && this.zoom === 1 ? columnsFor(widths, stretch) : fitting;
    this.stack.style.width = `${Math.max(this.room, this.columns.total)}px`;
    this.stack.style.setProperty("--room", `${this.room}px`);
    this.draw();
  }

  /** Without waiting for the next frame: for who is in one. */
  drawNow(): void {
    const { frame } = this;
    if (!frame) return;
    let complete = true;
    for (const lane of this.lanes) {
      if (this.inSight.get(lane.view) === false) continue;
      complete = lane.draw(frame) && complete;
    }
    this.select();
    if (!complete) this.draw();
  }

  private select(): void {
    const { frame } = this;
    if (!frame) return;
    const { strip, step, span } = this.selection.now;
    const here = strip === this.strip && frame.columns.count > 0;
    for (const lane of this.lanes) {
      if (this.inSight.get(lane.view) === false) continue;
      this.marks.get(lane)?.show(frame, here ? step : null, here ? span : null);
      lane.select(frame, here ? step : null);
    }
  }

  private listen(lane: Lane): void {
    const marks = new StepMarks();
    lane.plot.append(...marks.views);
    if (lane.plot.tabIndex === 0) lane.plot.setAttribute("aria-describedby", this.readout);
    this.marks.set(lane, marks);
    listenToPointer(lane.plot, this.strip, this.selection, (event) => {
      const box = lane.plot.getBoundingClientRect();
      const inline = this.mirrored ? box.right - event.clientX : event.clientX - box.left;
      const step = Math.min(this.steps - 1, this.columns.at(this.left + inline));
      return { strip: this.strip, step, ...lane.at?.(event.clientY - box.top) };
    });
  }

  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.view.getBoundingClientRect();
    const inline = this.mirrored ? box.right - event.clientX : event.clientX - box.left;
    this.zoomTo(this.zoom * Math.exp(-event.deltaY / 300), this.left + inline);
  }

  /** `place`: the pixel of the axis that stays where it is. */
  private zoomTo(zoom: number, place: number): void {
    const step = this.columns.at(place);
    const [within, offset] = [place - this.columns.start(step), place - this.left];
    const share = within / Math.max(1e-9, this.columns.widthOf(step));
    const all = (this.zoom * this.room) / Math.max(1, this.columns.total);
    const least = Math.min(1, all);
    this.zoom = Math.max(least, Math.min(CLOSEST, zoom));
    this.asked = this.zoom > least ? this.zoom : 0;
    this.lay();
    this.left = this.columns.start(step) + share * this.columns.widthOf(step) - offset;
    this.zoomed(this.zoom);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const lane = this.lanes.find(({ plot }) => plot === event.target);
    if (!lane) return;
    if (event.key === "+" || event.key === "=") this.zoomBy(1.25);
    else if (event.key === "-") this.zoomBy(0.8);
    else if (event.key === "0") this.zoomBy("all");
    else if (!lane.key?.(event) && !this.moves(event)) return;
    event.preventDefault();
  }

  /** Arrow keys, by a page, to the start and the end; with Shift the span grows. */
  private moves(event: KeyboardEvent): boolean {
    const { strip, step, span } = this.selection.kept;
    const page = Math.max(1, this.columns.at(this.left + this.room) - this.columns.at(this.left) - 1);
    const at = strip === this.strip ? (step ?? 0) : 0;
    const moved = movedBy(event, { step: at, span, steps: this.steps, page, mirrored: this.mirrored });
    if (!moved) return false;
    this.selection.choose({ strip: this.strip, ...moved });
    this.reveal(moved.step);
    return true;
  }
}
