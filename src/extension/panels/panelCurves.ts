import type { CurveBlock } from "../../base/curves/curveBlock.ts";
import type { StoredCurves } from "../../contracts/background.ts";

/** Where a run's curves come from: its log, and where it trains here the latest blocks of its training. */
export interface CurveSource {
  read(at: number): Promise<StoredCurves>;
  recent: readonly CurveBlock[];
}

/** The blocks that a page does not have yet, none of which is read here: first those of the log, then those of the training. */
export class PanelCurves {
  private source: CurveSource | undefined;
  private waiting: CurveBlock[] = [];
  /** Blocks of the training that came while the log was being read. */
  private live: CurveBlock[] = [];
  private at = 0;
  private reading = false;
  /** Another one makes what is being read worthless. */
  private edition = 0;
  private sent: (() => void) | undefined;

  /** @param grown there are blocks to send */
  constructor(private readonly grown: () => void) {}

  /** All of a run, for a page that has nothing of it. */
  begin(source: CurveSource): void {
    this.end();
    this.source = source;
    this.live = [...source.recent];
    void this.read(source);
  }

  /** The log may have grown. */
  more(): void {
    if (this.source !== undefined && !this.reading) void this.read(this.source);
  }

  /** A block of the training. */
  add(block: CurveBlock): void {
    if (this.source === undefined) return;
    (this.reading ? this.live : this.waiting).push(block);
    if (!this.reading) this.grown();
  }

  /** What is there to send, once. */
  take(): CurveBlock[] {
    const taken = this.waiting;
    this.waiting = [];
    this.sent?.();
    return taken;
  }

  /** The page is gone. */
  end(): void {
    this.edition++;
    this.source = undefined;
    [this.waiting, this.live] = [[], []];
    this.at = 0;
    this.reading = false;
    this.sent?.();
  }

  private async read(source: CurveSource): Promise<void> {
    const { edition } = this;
    const isStale = () => edition !== this.edition;
    this.reading = true;
    for (let more = true; more; ) {
      // A log that cannot be read has no curves to show; those of the training go on.
      const read = await source.read(this.at).catch(() => ({ blocks: [], at: this.at, more: false }));
      if (isStale()) return;
      this.at = read.at;
      more = read.more;
      this.waiting.push(...read.blocks);
      // No more is held here than one message has.
      const sent = new Promise<void>((sent) => (this.sent = sent));
      if (this.waiting.length > 0) this.grown();
      if (more) await sent;
      if (isStale()) return;
    }
    this.reading = false;
    this.waiting.push(...this.live);
    this.live = [];
    if (this.waiting.length > 0) this.grown();
  }
}
