import type { PartReport } from "../../src/contracts/report.ts";
import type {
  PanelBaseline,
  PanelHidden,
  PanelMessage,
  PanelProgress,
  PanelSample,
  PanelSnapshot,
} from "../../src/contracts/trainingPanel.ts";
import { Series } from "./series.ts";

/** Samples that the panel keeps; the run's folder has them all. */
const MOST_SAMPLES = 100;

/** All that the panel knows of its run: a snapshot, and what the deltas added. */
export class RunView {
  run: PanelSnapshot["run"] | undefined;
  progress: PanelProgress | undefined;
  readonly training = new Series();
  readonly validation = new Series();
  baselines: readonly PanelBaseline[] = [];
  reports: readonly PartReport[] = [];
  /** Oldest first. */
  samples: PanelSample[] = [];
  hidden: PanelHidden | null = null;
  /** Nobody tells any more how the run goes. */
  isLost = false;

  receive(message: PanelMessage): void {
    switch (message.type) {
      case "alive":
        return;
      case "snapshot": {
        const { run, progress, training, validation, baselines, reports, samples, hidden } = message.snapshot;
        this.run = run;
        this.progress = progress;
        this.training.replace(training);
        this.validation.replace(validation);
        this.baselines = baselines;
        this.reports = reports;
        this.samples = samples.slice(-MOST_SAMPLES);
        this.hidden = hidden;
        return;
      }
      case "delta": {
        // Before its snapshot a delta adds to nothing.
        if (this.run === undefined) return;
        this.progress = message.progress;
        if (this.training.append(message.training)) this.validation.dropFrom(message.training.steps[0]);
        this.validation.append(message.validation);
        this.baselines = message.baselines ?? this.baselines;
        this.reports = message.reports ?? this.reports;
        if (message.samples.length > 0) this.addSamples(message.samples);
        this.hidden = message.hidden ?? this.hidden;
        return;
      }
      default:
        message satisfies never;
    }
  }

  /** Whether the loss is that of a text, whose exponential is a perplexity. */
  get isText(): boolean {
    const task = this.run?.task ?? "language-model";
    return task === "language-model" || task === "generation";
  }

  /** What the panel shows of a network at work now and then. */
  get shown(): "sample" | "example" {
    return this.isText ? "sample" : "example";
  }

  /** Whether the model counts, and has neither steps nor states. */
  get isCounted(): boolean {
    return this.run?.counted !== undefined;
  }

  /** Whether more is to come. */
  get isRunning(): boolean {
    return this.progress?.state === "running";
  }

  private addSamples(samples: PanelSample[]): void {
    // A resumed training draws those after its checkpoint again; of one step there may be several, and they may come one by one.
    const kept = this.samples.filter(({ step }) => step <= samples[0].step);
    this.samples = [...kept, ...samples].slice(-MOST_SAMPLES);
  }
}
