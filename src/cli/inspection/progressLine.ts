import type { InspectionProgress } from "../../contracts/inspection/questions.ts";
import type { Output } from "../output.ts";

/** Between two of them, milliseconds: on a terminal that rewrites one, and in a log that grows. */
const LIVE_EVERY = 100;
const LOG_EVERY = 5000;

const words: Record<InspectionProgress["doing"], string> = {
  loading: "loading the network",
  reading: "reading",
  running: "running the network",
  recomputing: "computing states again",
  differentiating: "going back in time",
  patching: "patching states",
  writing: "writing on",
  counting: "counting n-grams",
};

/** Says what takes long and how far it is, on a line that is gone when it is done. */
export class ProgressLine {
  private latest = performance.now();
  private isOpen = false;

  constructor(private readonly output: Output) {}

  readonly told = ({ doing, share }: InspectionProgress): void => {
    const { output } = this;
    const now = performance.now();
    if (now - this.latest < (output.live ? LIVE_EVERY : LOG_EVERY)) return;
    this.latest = now;
    const text = `${words[doing]}${share === null ? " …" : `: ${Math.floor(100 * share)} %`}`;
    if (output.live) output.rewrite(text);
    else output.note(text);
    this.isOpen = output.live;
  };

  close(): void {
    if (this.isOpen) this.output.rewrite();
    this.isOpen = false;
  }
}
