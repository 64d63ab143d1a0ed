import { isRightToLeft } from "../../../src/base/scripts.ts";
import { element, oncePerFrame } from "../../shared/dom.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Selection } from "../selection.ts";
import { type Columns, columnsFor, evenColumns } from "./columns.ts";
import { columnLeft, type Frame, type Lane } from "./lane.ts";

/** Milliseconds of a frame for drawing; what does not fit is drawn in the next. */
const BUDGET = 9;
const CLOSEST = 4;
/** How much wider than usual the columns of a short text are. */
const WIDER = 1.75;
/** Keeps a thin column visible, pixels. */
const LEAST_CURSOR = 3;

/** The time axis of one strip: lanes that scroll, zoom and are pointed at together. */
export class Timeline {
  private readonly stack = element("div", { class: "lanes" });
  readonly view = element("div", { class: "timeline" }, this.stack);
  private lanes: readonly Lane[] = [];
  /** In each lane, what marks the selected step and span. */
  private readonly marks = new Map<Lane, { cursor: HTMLElement; span: HTMLElement }>();
  private readonly inSight = new Map<Element, boolean>();
  private readonly observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.inSight.set(target, isIntersecting);
    this.draw();
  });
  private symbols: readonly string[] = [];
  private after = 0;
  private widest: readonly string[] = [];
  private columns: Columns = evenColumns(0, 1);
  private room = 0;
  private currentTheme: Theme | undefined;
  private zoom = 1;
  private dragFrom: number | undefined;
  readonly draw = oncePerFrame(() => this.drawNow());

  /**
   * @param strip whose steps these are
   * @param zoomed called with each new zoom, to keep it
   */
  constructor(
    private readonly strip: number,
    private readonly selection: Selection,
    private readonly zoomed: (zoom: number) => void,
  ) {
    this.view.addEventListener("scroll", () => this.draw(), { passive: true });
    this.view.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.view.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => this.lay()).observe(this.view);
    selection.onChange(oncePerFrame(() => this.select()));
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.lay();
  }

  /** `widest`: of each column what else has to fit into it. `after`: columns behind the last symbol, for what is predicted there. */
  show(symbols: readonly string[], after: number, zoom: number, widest: readonly string[] = []): void {
    [this.symbols, this.after, this.zoom, this.widest] = [symbols, after, zoom, widest];
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
    const theme = this.currentTheme;
    if (!theme) return;
    this.room = this.view.clientWidth;
    const measure = measureIn(`12px ${theme.monoFamily}`);
    const count = this.symbols.length + this.after;
    const widths = Array.from({ length: count }, (_, step) =>
      Math.max(measure(this.symbols[step] ?? ""), measure(this.widest[step] ?? "")),
    );
    // What showed all of a longer text would leave nothing to see of this one.
    const all = this.room / Math.max(1, columnsFor(widths, 1).total);
    this.zoom = Math.max(this.zoom, Math.min(1, all));
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
      const marks = this.marks.get(lane);
      if (marks) {
        marks.cursor.hidden = !here || step === null;
        marks.span.hidden = !here || span === null;
        if (here && step !== null) place(marks.cursor, frame, step, step + 1, LEAST_CURSOR);
        if (here && span !== null) place(marks.span, frame, span.from, span.to, 1);
      }
      lane.select(frame);
    }
  }

  private listen(lane: Lane): void {
    const { plot } = lane;
    const marks = { span: element("div", { class: "span-mark" }), cursor: element("div", { class: "step-cursor" }) };
    plot.append(marks.span, marks.cursor);
    this.marks.set(lane, marks);
    const read = (event: PointerEvent) => {
      const box = plot.getBoundingClientRect();
      const inline = this.mirrored ? box.right - event.clientX : event.clientX - box.left;
      const step = Math.min(this.steps - 1, this.columns.at(this.left + inline));
      return { strip: this.strip, step, ...lane.at?.(event.clientY - box.top) };
    };
    plot.addEventListener("pointermove", (event) => {
      const at = read(event);
      if (this.dragFrom === undefined) return this.selection.hover(at);
      const [from, to] = [Math.min(this.dragFrom, at.step), Math.max(this.dragFrom, at.step) + 1];
      this.selection.choose({ strip: this.strip, step: at.step, span: to - from > 1 ? { from, to } : null });
    });
    plot.addEventListener("pointerleave", () => this.selection.hover(undefined));
    plot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const at = read(event);
      const { kept } = this.selection;
      if (event.shiftKey && kept.step !== null && kept.strip === this.strip) {
        const [from, to] = [Math.min(kept.step, at.step), Math.max(kept.step, at.step) + 1];
        return this.selection.choose({ ...at, step: kept.step, span: { from, to } });
      }
      plot.setPointerCapture(event.pointerId);
      this.dragFrom = at.step;
      this.selection.choose({ ...at, span: null });
    });
    const end = () => {
      this.dragFrom = undefined;
    };
    plot.addEventListener("pointerup", end);
    plot.addEventListener("pointercancel", end);
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
    this.zoom = Math.max(Math.min(1, all), Math.min(CLOSEST, zoom));
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
    const kept = this.selection.kept;
    const step = kept.strip === this.strip ? (kept.step ?? 0) : 0;
    const page = Math.max(1, this.columns.at(this.left + this.room) - this.columns.at(this.left) - 1);
    const right = this.mirrored ? -1 : 1;
    const moves: Record<string, number> = {
      ArrowLeft: step - right,
      ArrowRight: step + right,
      PageUp: step - page,
      PageDown: step + page,
      Home: 0,
      End: this.steps - 1,
    };
    if (event.key === "Escape" && kept.span) {
      this.selection.choose({ span: null });
      return true;
    }
    if (!(event.key in moves)) return false;
    const to = Math.max(0, Math.min(this.steps - 1, moves[event.key]));
    const span = event.shiftKey ? grown(kept.span, step, to) : null;
    this.selection.choose({ strip: this.strip, step: to, span });
    this.reveal(to);
    return true;
  }
}

/** Lays a mark over the steps [from, to), at least so wide. */
function place(mark: HTMLElement, frame: Frame, from: number, to: number, least: number): void {
  const { columns } = frame;
  const last = Math.min(columns.count, to) - 1;
  const [start, end] = [columnLeft(frame, Math.min(from, last)), columnLeft(frame, last)];
  const [left, right] = frame.mirrored ? [end, start + columns.widthOf(from)] : [start, end + columns.widthOf(last)];
  const width = Math.max(least, right - left);
  mark.style.transform = `translateX(${left - (width - (right - left)) / 2}px)`;
  mark.style.width = `${width}px`;
}

/** The span after its end at `from` has moved to `to`. */
function grown(span: { from: number; to: number } | null, from: number, to: number): { from: number; to: number } {
  const other = span === null ? from : span.from === from ? span.to - 1 : span.from;
  return { from: Math.min(other, to), to: Math.max(other, to) + 1 };
}

/** Widths of symbols in a font, measured once each. */
function measureIn(font: string): (symbol: string) => number {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  if (context) context.font = font;
  return (symbol) => {
    let width = known.get(symbol);
    if (width === undefined) {
      width = context?.measureText(symbol).width ?? 8 * symbol.length;
      known.set(symbol, width);
    }
    return width;
  };
}
