import { element, setAttribute } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { columnLeft, type Frame, type Lane, stepsInSight } from "../timeline/lane.ts";
import { LaneCanvas } from "../timeline/laneCanvas.ts";
import { HeatPainter } from "../timeline/maps/heatPainter.ts";
import { tableOf } from "../timeline/maps/scale.ts";
import { RULER } from "../timeline/ruler.ts";

const HEIGHT = 130;
/** dB below the loudest that have the colour of silence. */
const RANGE = 80;
/** Pixels between two times of the ruler at least, and what they may be apart, in seconds. */
const APART = 64;
const INTERVALS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** What is seen of a sound. */
export interface SpectrogramPicture {
  /** Hz, to which the picture reaches. */
  highest: number;
  bins: number;
  /** (T,bins) */
  decibels: Float32Array;
  /** Seconds: the middle of the first step, and from one step to the next. */
  first: number;
  every: number;
}

/** The power of each frequency at each step, high ones above, with the time in seconds. */
export class SpectrogramLane implements Lane {
  private readonly canvas = new LaneCanvas();
  private readonly painter = new HeatPainter();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private picture: SpectrogramPicture | undefined;
  private drawnFor: Theme | undefined;

  constructor(bar: HTMLElement) {
    const label = t("Spectrogram: arrow keys move the step");
    this.plot = element("div", { tabindex: "0", role: "application", "aria-label": label }, this.canvas.view);
    this.view = element("div", { class: "spectrogram" }, bar, this.plot);
  }

  /** Nothing is drawn until there is a picture. */
  show(picture: SpectrogramPicture | undefined): void {
    [this.picture, this.drawnFor] = [picture, undefined];
    if (!picture) return this.plot.removeAttribute("aria-roledescription");
    const seconds = (picture.decibels.length / picture.bins) * picture.every;
    const summary = t("power of the frequencies up to {0} Hz over {1} s", picture.highest, seconds.toFixed(2));
    setAttribute(this.plot, "aria-roledescription", summary);
  }

  draw(frame: Frame): boolean {
    const { picture } = this;
    const context = this.canvas.begin(frame.width, RULER + HEIGHT);
    if (!context || !picture) return true;
    if (this.drawnFor !== frame.theme) this.paintFor(frame.theme, picture);
    context.save();
    context.translate(0, RULER);
    const complete = this.painter.paint(context, frame, HEIGHT);
    context.restore();
    drawTimes(context, frame, picture);
    drawFrequencies(context, frame, picture.highest);
    return complete;
  }

  select(): void {}

  private paintFor(theme: Theme, { decibels, bins }: SpectrogramPicture): void {
    this.drawnFor = theme;
    let loudest = Number.NEGATIVE_INFINITY;
    for (const level of decibels) if (level > loudest) loudest = level;
    // The painter shows of what shares a pixel what is furthest from 0: the loudest.
    const levels = decibels.map((level) => Math.max(0, level - loudest + RANGE));
    const scale = { kind: "sequential", min: 0, max: RANGE } as const;
    const order = Uint16Array.from({ length: bins }, (_, i) => bins - 1 - i);
    const units = Math.max(1, Math.floor(bins / (HEIGHT * devicePixelRatio)));
    const states = { time: decibels.length / bins, units: bins, values: levels };
    this.painter.set({ states, order, units, scale, table: tableOf(scale, theme.kind) });
  }
}

function drawTimes(context: CanvasRenderingContext2D, frame: Frame, { first, every }: SpectrogramPicture): void {
  const { columns, theme, mirrored } = frame;
  const second = columns.total / Math.max(1, columns.count) / every;
  const apart = INTERVALS.find((interval) => interval * second > APART) ?? 300;
  const [from, to] = stepsInSight(frame).map((step) => first + (step - 0.5) * every);
  context.font = `10px ${theme.fontFamily}`;
  context.textAlign = mirrored ? "right" : "left";
  context.textBaseline = "alphabetic";
  context.fillStyle = theme.faint;
  for (let n = Math.ceil(from / apart); n * apart <= to + every; n++) {
    // A time lies within a step, and most do not begin there.
    const place = (n * apart - first) / every + 0.5;
    const step = Math.max(0, Math.floor(place));
    if (place < 0 || step >= columns.count) continue;
    const within = (place - step) * columns.widthOf(step);
    const left = columnLeft(frame, step);
    const x = mirrored ? left + columns.widthOf(step) - within : left + within;
    context.fillRect(x, RULER - 5, 1, 4);
    context.fillText(`${Number((n * apart).toFixed(2))} s`, x + (mirrored ? -3 : 3), RULER - 4);
  }
}

function drawFrequencies(context: CanvasRenderingContext2D, { theme, width, mirrored }: Frame, highest: number): void {
  context.textAlign = mirrored ? "right" : "left";
  context.textBaseline = "middle";
  for (const share of [0.25, 0.5, 0.75]) {
    const text = `${Number(((share * highest) / 1000).toFixed(1))} kHz`;
    const wide = context.measureText(text).width + 6;
    const y = RULER + HEIGHT * (1 - share);
    context.globalAlpha = 0.75;
    context.fillStyle = theme.background;
    context.fillRect(mirrored ? width - wide : 0, y - 7, wide, 14);
    context.globalAlpha = 1;
    context.fillStyle = theme.foreground;
    context.fillText(text, mirrored ? width - 3 : 3, y);
  }
}
