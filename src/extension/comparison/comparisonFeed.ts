import type { ComparisonMessage, ComparisonTable } from "../../contracts/comparisonPanel.ts";
import { type PanelMessage, SIGN_OF_LIFE } from "../../contracts/trainingPanel.ts";
import { PanelFeed } from "../panels/panelFeed.ts";
import { Throttle } from "../throttle.ts";

/** How often the table is made anew while runs train, milliseconds. */
const INTERVAL = 1000;

type Tried = Extract<PanelMessage, { type: "tried" }>;

/** Where a comparison gets its runs from. */
export interface ComparisonSource {
  /** Fails with words for the person. */
  table(folders: readonly string[]): Promise<ComparisonTable>;
  /** Tells a feed all of a run until it is disposed; `changed` hears that the run has changed. */
  follow(folder: string, feed: PanelFeed, changed: () => void): Promise<{ dispose(): void }>;
}

/** A run that the page draws. */
interface Drawn {
  feed: PanelFeed;
  following?: { dispose(): void };
}

/**
 * What a page that compares runs is told, and when: the table, and of each run that it draws what a panel of that run would hear. A page
 * that nobody sees gets nothing.
 */
export class ComparisonFeed {
  private readonly drawn = new Map<string, Drawn>();
  /** What runs were last asked, and their answers. */
  private readonly answers = new Map<string, Tried>();
  private readonly throttle = new Throttle(INTERVAL, () => void this.sendTable());
  private ready = false;
  private sent = "";
  private quiet: NodeJS.Timeout | undefined;

  constructor(
    private readonly postMessage: (message: ComparisonMessage) => void,
    private readonly source: ComparisonSource,
    private compared: readonly string[],
  ) {}

  /** Folders of the runs. */
  get runs(): readonly string[] {
    return this.compared;
  }

  /** Compares these from now on. */
  set runs(folders: readonly string[]) {
    this.compared = folders;
    this.sent = "";
    if (this.ready) void this.sendTable();
  }

  pageReady(): void {
    this.pageHidden();
    this.ready = true;
    this.post({ type: "alive" });
    void this.sendTable();
  }

  pageHidden(): void {
    this.ready = false;
    this.sent = "";
    for (const run of this.drawn.values()) end(run);
    this.drawn.clear();
    this.throttle.cancel();
    clearTimeout(this.quiet);
  }

  /** The page draws these runs, and no others. */
  draw(folders: readonly string[]): void {
    for (const [folder, run] of this.drawn) {
      if (folders.includes(folder)) continue;
      end(run);
      this.drawn.delete(folder);
    }
    const known = folders.filter((folder) => this.compared.includes(folder) && !this.drawn.has(folder));
    for (const folder of known) void this.begin(folder);
  }

  /** Tells an answer of a run. A page that is shown again hears it again. */
  answer(folder: string, tried: Tried): void {
    this.answers.set(folder, tried);
    this.drawn.get(folder)?.feed.answer(tried);
  }

  dispose(): void {
    this.pageHidden();
    this.throttle.dispose();
  }

  private async begin(folder: string): Promise<void> {
    const feed = new PanelFeed((message) => this.relay(folder, message));
    const run: Drawn = { feed };
    this.drawn.set(folder, run);
    try {
      run.following = await this.source.follow(folder, feed, () => this.throttle.request());
    } catch {
      // The table says why it cannot be read.
      this.throttle.request();
      return;
    }
    // It may not be drawn any more.
    if (this.drawn.get(folder) !== run) return end(run);
    const tried = this.answers.get(folder);
    if (tried !== undefined) feed.answer(tried);
    feed.pageReady();
  }

  /** The states of units are as large as all curves, and nobody compares them here. */
  private relay(folder: string, message: PanelMessage): void {
    if (message.type === "alive") return;
    if (message.type === "delta") return this.post({ type: "run", folder, message: { ...message, hidden: null } });
    if (message.type !== "snapshot") return this.post({ type: "run", folder, message });
    const snapshot = { ...message.snapshot, hidden: null };
    this.post({ type: "run", folder, message: { ...message, snapshot } });
  }

  private async sendTable(): Promise<void> {
    const folders = this.compared;
    let table: ComparisonTable;
    try {
      table = await this.source.table(folders);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return this.post({ type: "problem", problem: { message } });
    }
    if (!this.ready || folders !== this.compared) return;
    const text = JSON.stringify(table);
    if (text === this.sent) return;
    this.sent = text;
    this.post({ type: "table", folders: [...folders], table });
  }

  /** Each message is a sign of life; where there is none for a while, one comes that is nothing else. */
  private post(message: ComparisonMessage): void {
    if (!this.ready) return;
    this.postMessage(message);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.post({ type: "alive" }), SIGN_OF_LIFE).unref();
  }
}

function end({ feed, following }: Drawn): void {
  feed.dispose();
  following?.dispose();
}
