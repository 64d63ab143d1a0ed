import type { Heights } from "../../shared/axesChart.ts";
import type { ReferenceLine } from "../../shared/referenceLines.ts";
import type { Figure } from "./figure.ts";
import type { RunRows } from "./runRows.ts";

/** What stands in a chart besides its curves. */
export interface Marks {
  /** Baselines on validation, the best first, or the norm from which on gradients are clipped. */
  lines: ReferenceLine[];
  /** The best measurement, in the figure that chooses it. */
  best: { step: number; value: number } | undefined;
}

/** How a person arranged a pane. */
export interface PaneState {
  figure: string;
  wide?: boolean;
  log?: boolean;
  /** The ends of the y axis, where somebody chose them. */
  heights?: Heights;
  /** Curves that are hidden (`nameOfCurve`). */
  hidden?: string[];
}

/** What a section of curves is about: one run, or several over each other. */
export interface CurveSubject {
  /** What exports are named after. */
  readonly name: string;
  /** At least one. */
  readonly runs: readonly RunRows[];
  /** Whether each curve is that of a run, which is hidden in all panes at once. */
  readonly isOfSeveral: boolean;
  /** Whether there may be curves at all: a model that counts is measured once. */
  readonly hasCurves: boolean;
  /** Whether more is to come. */
  readonly isRunning: boolean;
  /** Differs when there are other curves to draw. */
  readonly known: string;
  figures(): Figure[];
  /** The panes that are shown until somebody chooses others. */
  usual(figures: readonly Figure[]): PaneState[];
  marks(figure: Figure): Marks;
  /** What the curves say, in a sentence; "" where there is nothing to say. */
  readonly verdict: string;
}
