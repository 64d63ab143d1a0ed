import type { Frame, Lane } from "../../run/timeline/lane.ts";
import { LaneCanvas } from "../../run/timeline/laneCanvas.ts";
import { HeatPainter } from "../../run/timeline/maps/heatPainter.ts";
import { type Scale, scaleOf, tableOf } from "../../run/timeline/maps/scale.ts";
import { element, setAttribute } from "../../shared/dom.ts";
import { type StateFigures, type States, stateFigures } from "../../shared/heatMap.ts";
import { byIndex } from "./order.ts";

/** Pixels of a whole map, and of the row of a unit at most. */
const HEIGHT = 144;
const TALLEST_ROW = 14;
/** Of an enlarged map. */
const LARGE = 640;

export interface Map2D {
  states: States;
  /** Rows that belong together, with a name each: [from, to) by number of the unit. */
  groups?: readonly { from: number; to: number; name: string }[];
  /** What its values can be. */
  bounds: "gate" | "state" | "free" | "magnitude";
  /** The unit of each row; by index where absent. */
  order?: Uint16Array;
}

/** A heat map of units (downwards) along the time axis. */
export class MapLane implements Lane {
  private readonly canvas = new LaneCanvas();
  private readonly mark = element("div", { class: "unit-cursor" });
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private readonly painter = new HeatPainter();
  private map: Map2D | undefined;
  private order: Uint16Array = new Uint16Array();
  private drawnFor = "";
  private row = 1;
  figures: StateFigures | undefined;
  scale: Scale | undefined;
  large = false;
  /** The unit that is selected here, if one is. */
  selected: () => number | undefined = () => undefined;
  chooseUnit: (unit: number) => void = () => {};

  constructor(
    label: string,
    bar: HTMLElement,
    private readonly what: { layer?: string; tensor?: string },
  ) {
    this.mark.hidden = true;
    const attributes = { tabindex: "0", role: "application", "aria-label": label };
    this.plot = element("div", attributes, this.canvas.view, this.mark);
    this.view = element("div", { class: "map-lane" }, bar, this.plot);
  }

  show(map: Map2D | undefined, summary: string): void {
    if (map?.states !== this.map?.states) this.figures = map && stateFigures(map.states);
    this.map = map;
    this.order = map ? (map.order ?? byIndex(map.states.units)) : new Uint16Array();
    this.scale = map && this.figures && scaleOf(map.bounds, this.figures, map.states.values);
    this.drawnFor = "";
    setAttribute(this.plot, "aria-roledescription", summary);
  }

  draw(frame: Frame): boolean {
    const { map, scale } = this;
    const units = this.order.length;
    const room = this.large ? LARGE : HEIGHT;
    // Whole pixels a unit, or several units in a pixel.
    this.row = units === 0 ? 1 : units > room ? room / units : Math.min(TALLEST_ROW, Math.floor(room / units));
    const height = Math.max(1, Math.round(units * this.row));
    const context = this.canvas.begin(frame.width, height);
    if (!context || !map || !scale) return true;
    const drawnFor = `${frame.theme.kind} ${this.row}`;
    if (drawnFor !== this.drawnFor) {
      this.drawnFor = drawnFor;
      const shared = Math.max(1, Math.floor(1 / (this.row * devicePixelRatio)));
      const table = tableOf(scale, frame.theme.kind);
      this.painter.set({ states: map.states, order: this.order, units: shared, scale, table });
    }
    const complete = this.painter.paint(context, frame, height);
    if (!map.order || map.order.every((unit, row) => unit === row)) this.drawGroups(context, frame, map.groups ?? []);
    return complete;
  }

  /** A line between groups, and the name of each at its beginning. */
  private drawGroups(context: CanvasRenderingContext2D, frame: Frame, groups: NonNullable<Map2D["groups"]>): void {
    const { theme, width, mirrored } = frame;
    context.font = `10px ${theme.fontFamily}`;
    context.textAlign = mirrored ? "right" : "left";
    context.textBaseline = "top";
    for (const { from, name } of groups) {
      const top = Math.round(from * this.row);
      context.fillStyle = theme.foreground;
      if (from > 0) context.fillRect(mirrored ? width - this.end(frame) : 0, top, this.end(frame), 1);
      const wide = context.measureText(name).width + 6;
      context.fillStyle = theme.background;
      context.fillRect(mirrored ? width - wide : 0, top + 1, wide, 12);
      context.fillStyle = theme.foreground;
      context.fillText(name, mirrored ? width - 3 : 3, top + 2);
    }
  }

  select(frame: Frame): void {
    const unit = this.selected();
    const row = unit === undefined ? -1 : this.order.indexOf(unit);
    this.mark.hidden = row < 0;
    if (row < 0) return;
    const height = Math.max(3, this.row);
    Object.assign(this.mark.style, {
      top: `${row * this.row - (height - this.row) / 2}px`,
      height: `${height}px`,
      width: `${Math.min(frame.width, this.end(frame))}px`,
    });
  }

  /** Where the last step of the map ends, pixels from the start of what is in sight. */
  private end({ columns, left }: Frame): number {
    const last = Math.min(columns.count, this.map?.states.time ?? 0) - 1;
    return last < 0 ? 0 : columns.start(last) + columns.widthOf(last) - left;
  }

  at(y: number): { layer?: string; tensor?: string; unit?: number } {
    const row = Math.max(0, Math.min(this.order.length - 1, Math.floor(y / this.row)));
    return this.order.length === 0 ? {} : { ...this.what, unit: this.order[row] };
  }

  key({ key, shiftKey }: KeyboardEvent): boolean {
    const moves: Record<string, number> = { ArrowUp: shiftKey ? -10 : -1, ArrowDown: shiftKey ? 10 : 1 };
    if (!(key in moves) || this.order.length === 0) return false;
    const unit = this.selected();
    const row = unit === undefined ? 0 : this.order.indexOf(unit) + moves[key];
    this.chooseUnit(this.order[Math.max(0, Math.min(this.order.length - 1, row))]);
    return true;
  }
}
