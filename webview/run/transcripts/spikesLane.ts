import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { element, setAttribute } from "../../shared/dom.ts";
import type { States } from "../../shared/heatMap.ts";
import type { Theme } from "../../shared/theme.ts";
import { columnLeft, type Frame, type Lane, stepsInSight, stepsPerPixel } from "../timeline/lane.ts";
import { LaneCanvas } from "../timeline/laneCanvas.ts";
import { drawRuler, RULER } from "../timeline/ruler.ts";
import type { TranscriptPicture } from "./picture.ts";

const NAMES = 16;
const LINES = 92;
/** Lines that never rise above this are left out. */
const LEAST = 0.02;
const DASHES = [[], [6, 3], [2, 2]] as const;

/** The probability of each label at each step as a line: spikes, and the blank in grey between them. */
export class SpikesLane implements Lane {
  private readonly canvas = new LaneCanvas();
  readonly plot: HTMLElement;
  readonly view: HTMLElement;
  private picture: TranscriptPicture | undefined;

  constructor(bar: HTMLElement, label: string) {
    this.plot = element("div", { tabindex: "0", role: "application", "aria-label": label }, this.canvas.view);
    this.view = element("div", {}, bar, this.plot);
  }

  show(picture: TranscriptPicture, summary: string): void {
    this.picture = picture;
    setAttribute(this.plot, "aria-roledescription", summary);
  }

  draw(frame: Frame): boolean {
    const context = this.canvas.begin(frame.width, RULER + NAMES + LINES);
    const { picture } = this;
    if (!context || !picture) return true;
    drawRuler(context, frame, picture.steps);
    context.fillStyle = frame.theme.grid;
    context.fillRect(0, RULER + NAMES + LINES - 1, frame.width, 1);
    const { posteriors } = picture;
    if (!posteriors) return true;
    for (const label of [...picture.labels.keys()].reverse()) drawLine(context, frame, posteriors, label);
    this.drawNames(context, frame, picture, posteriors);
    return true;
  }

  select(): void {}

  /** Each label of the path above its spike. */
  private drawNames(
    context: CanvasRenderingContext2D,
    frame: Frame,
    { stages, labels }: TranscriptPicture,
    { values, units }: States,
  ): void {
    const merged = stages.find(({ did }) => did === "merge")?.labels ?? [];
    const [first, last] = stepsInSight(frame);
    context.font = `12px ${frame.theme.monoFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    let free = Number.NEGATIVE_INFINITY;
    for (const { label, from, to } of merged) {
      if (label === 0 || to <= first || from > last) continue;
      let peak = from;
      for (let t = from; t < to; t++) if (values[t * units + label] > values[peak * units + label]) peak = t;
      const name = visibleSymbol(labels[label]);
      const x = middleOf(frame, peak);
      const along = frame.mirrored ? frame.width - x : x;
      const wide = context.measureText(name).width;
      if (along - wide / 2 < free) continue;
      free = along + wide / 2 + 2;
      context.fillStyle = frame.theme.foreground;
      context.fillText(name, x, RULER + NAMES / 2);
    }
  }
}

/** The colour and the dashes of a label's line. */
export function strokeOf(theme: Theme, label: number): { colour: string; dash: readonly number[] } {
  if (label === 0) return { colour: theme.faint, dash: [3, 3] };
  const { runs } = theme;
  return { colour: runs[(label - 1) % runs.length], dash: DASHES[Math.floor((label - 1) / runs.length) % 3] };
}

function drawLine(
  context: CanvasRenderingContext2D,
  frame: Frame,
  { values, units, time }: States,
  label: number,
): void {
  const [first, last] = stepsInSight(frame);
  const every = stepsPerPixel(frame);
  const bottom = RULER + NAMES + LINES - 1;
  const begin = Math.max(0, Math.floor((first - 1) / every) * every);
  let most = 0;
  context.beginPath();
  for (let step = begin; step <= Math.min(time - 1, last + every); step += every) {
    let value = 0;
    for (let t = step; t < Math.min(time, step + every); t++) value = Math.max(value, values[t * units + label]);
    most = Math.max(most, value);
    const [x, y] = [middleOf(frame, step), bottom - value * (LINES - 3)];
    if (step === begin) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  if (most < LEAST) return;
  const { colour, dash } = strokeOf(frame.theme, label);
  context.strokeStyle = colour;
  context.lineWidth = label === 0 ? 1 : 1.5;
  context.setLineDash([...dash]);
  context.stroke();
  context.setLineDash([]);
}

function middleOf(frame: Frame, step: number): number {
  return columnLeft(frame, step) + frame.columns.widthOf(step) / 2;
}
