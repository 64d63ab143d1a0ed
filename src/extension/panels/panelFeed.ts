import type { PanelMessage } from "../../protocol/trainingPanel.ts";
import type { Mark, RunRecord } from "../runs/runRecord.ts";
import { Throttle } from "../throttle.ts";

/** At most ten messages a second. */
const INTERVAL = 100;

/**
 * What a panel is told of a run, and when: a snapshot when it is ready, its run is another or resumes, then only what is new. A page
 * that nobody sees gets nothing, since VS Code would drop it; shown again it is a new page, and says that it is ready.
 */
export class PanelFeed {
  private record: RunRecord | undefined;
  private mark: Mark | undefined;
  private ready = false;
  private readonly throttle = new Throttle(INTERVAL, () => this.send());

  constructor(private readonly post: (message: PanelMessage) => void) {}

  /** Shows this run from now on. */
  show(record: RunRecord): void {
    this.record = record;
    this.mark = undefined;
    this.throttle.request();
  }

  /** The page says that it listens, for the first time or again. */
  pageReady(): void {
    this.ready = true;
    this.mark = undefined;
    this.throttle.request();
  }

  pageHidden(): void {
    this.ready = false;
    this.throttle.cancel();
  }

  recordGrown(): void {
    if (this.ready) this.throttle.request();
  }

  dispose(): void {
    this.throttle.dispose();
  }

  private send(): void {
    const { record, mark } = this;
    if (!this.ready || record === undefined) return;
    this.mark = record.mark;
    if (mark?.resumes !== record.mark.resumes) this.post({ type: "snapshot", snapshot: record.snapshot() });
    else this.post({ type: "delta", ...record.since(mark) });
  }
}
