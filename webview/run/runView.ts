import { type CurveBlock, curveTables } from "../../src/base/curves/curveBlock.ts";
import { CurveTable } from "../../src/base/curves/curveTable.ts";
import type { StepPreview } from "../../src/contracts/preview.ts";
import { withRecentSymbols } from "../../src/contracts/recentSymbols.ts";
import type { PartReport } from "../../src/contracts/report.ts";
import type { BaselineResult } from "../../src/contracts/runs.ts";
import type { PanelHidden, PanelMessage, PanelProgress, PanelRun } from "../../src/contracts/trainingPanel.ts";

/** Previews that the panel keeps; the run's folder has them all. */
const MOST_PREVIEWS = 100;

/** All that the panel knows of its run: a snapshot, and what the deltas added. */
export class RunView {
  run: PanelRun | undefined;
  progress: PanelProgress | undefined;
  /** All rows of its log that the page has heard of. */
  readonly curves = {
    steps: new CurveTable(),
    validations: new CurveTable(),
    stepsPerEpoch: undefined as number | undefined,
  };
  baselines: readonly BaselineResult[] = [];
  reports: readonly PartReport[] = [];
  /** Oldest first. */
  previews: StepPreview[] = [];
  hidden: PanelHidden | null = null;
  /** What the run was last asked here, and its answer. */
  tried: Pick<Extract<PanelMessage, { type: "tried" }>, "asked" | "result"> | undefined;
  /** Nobody tells any more how the run goes. */
  isLost = false;

  receive(message: PanelMessage): void {
    switch (message.type) {
      case "alive":
      case "askTrial":
      case "sound":
        return;
      case "tried":
        this.tried = message;
        return;
      case "snapshot": {
        const { run, progress, baselines, reports, previews, hidden } = message.snapshot;
        if (run.id !== this.run?.id) {
          this.tried = undefined;
          for (const table of curveTables) this.curves[table].clear();
        }
        this.run = run;
        this.curves.stepsPerEpoch = run.stepsPerEpoch;
        this.progress = progress;
        this.addRows(message.curves);
        this.baselines = baselines;
        this.reports = reports;
        this.previews = withRecentSymbols(previews.slice(-MOST_PREVIEWS));
        this.hidden = hidden;
        return;
      }
      case "delta": {
        // Before its snapshot a delta adds to nothing.
        if (this.run === undefined) return;
        this.progress = message.progress;
        this.addRows(message.curves);
        this.baselines = message.baselines ?? this.baselines;
        this.reports = message.reports ?? this.reports;
        if (message.previews.length > 0) this.addPreviews(message.previews);
        this.hidden = message.hidden ?? this.hidden;
        return;
      }
      default:
        message satisfies never;
    }
  }

  /** Whether it writes text; then its loss is that of a text, whose exponential is a perplexity. Otherwise it answers examples. */
  get writesText(): boolean {
    return this.run?.writesText ?? true;
  }

  /** Whether the model counts, and has neither steps nor states. */
  get isCounted(): boolean {
    return this.run?.counted !== undefined;
  }

  /** Whether more is to come. */
  get isRunning(): boolean {
    return this.progress?.state === "running";
  }

  private addRows(blocks: readonly CurveBlock[]): void {
    for (const block of blocks) this.curves[block.table].append(block);
  }

  private addPreviews(previews: StepPreview[]): void {
    // A resumed training makes those after its checkpoint again; of one step there may be several, and they may come one by one.
    const kept = this.previews.filter(({ step }) => step <= previews[0].step);
    this.previews = withRecentSymbols([...kept, ...previews].slice(-MOST_PREVIEWS));
  }
}
