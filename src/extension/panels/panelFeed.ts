import type { CurveBlock } from "../../base/curves/curveBlock.ts";
import { type PanelMessage, SIGN_OF_LIFE, type SoundAnswer } from "../../contracts/trainingPanel.ts";
import type { Mark, RunRecord } from "../runs/runRecord.ts";
import { Throttle } from "../throttle.ts";
import { type CurveSource, PanelCurves } from "./panelCurves.ts";

type Tried = Extract<PanelMessage, { type: "tried" }>;

/** At most ten messages a second. */
const INTERVAL = 100;

/**
 * What a panel is told of a run, and when: a snapshot when it is ready, its run is another, resumes or is described anew, then only what is new. A page
 * that nobody sees gets nothing, since VS Code would drop it; shown again it is a new page, and says that it is ready.
 */
export class PanelFeed {
  private asks = false;
  private record: RunRecord | undefined;
  private mark: Mark | undefined;
  private ready = false;
  /** What the run was last asked, and its answer. */
  private tried: Tried | undefined;
  private readonly throttle = new Throttle(INTERVAL, () => this.send());
  private readonly curves = new PanelCurves(() => this.throttle.request());
  private source: CurveSource | undefined;
  private quiet: NodeJS.Timeout | undefined;

  constructor(private readonly postMessage: (message: PanelMessage) => void) {}

  /** Shows this run from now on; its curves go on where it is the one that is shown. */
  show(record: RunRecord, source: CurveSource): void {
    const isAnother = record.run.id !== this.record?.run.id;
    if (isAnother) this.tried = undefined;
    this.record = record;
    this.source = source;
    this.mark = undefined;
    if (this.ready && isAnother) this.curves.begin(source);
    else this.curves.more();
    this.throttle.request();
  }

  /** Tells an answer of the run. A page that is shown again hears it again. */
  answer(tried: Tried): void {
    this.tried = tried;
    if (this.ready) this.post(tried);
  }

  /** How many steps were made of the sound in this file, of which the page shows an example; undefined where it shows none. */
  stepsOfSound(file: string): number | undefined {
    const result = this.tried?.result;
    const answers = result === undefined || "problem" in result ? [] : result.answers;
    const answered = answers.flatMap((answer) => ("preview" in answer ? [answer.preview] : []));
    return [...answered, ...(this.record?.shown ?? []), ...(this.record?.measured ?? [])]
      .filter((preview) => preview.kind === "transcript" || preview.kind === "labels")
      .find(({ sound }) => sound?.file === file)?.steps;
  }

  /** What the page has asked for; one that is shown again asks again. */
  answerSound(answer: SoundAnswer): void {
    if (this.ready) this.post(answer);
  }

  /** Asks the page for a place to type in, once it is there. */
  askTrial(): void {
    this.asks = true;
    this.throttle.request();
  }

  /** The page says that it listens, for the first time or again. */
  pageReady(): void {
    this.ready = true;
    this.mark = undefined;
    if (this.source) this.curves.begin(this.source);
    this.post({ type: "alive" });
    this.throttle.request();
  }

  pageHidden(): void {
    this.ready = false;
    this.curves.end();
    this.throttle.cancel();
    clearTimeout(this.quiet);
  }

  recordGrown(): void {
    if (this.ready) this.throttle.request();
  }

  /** Rows of the training, on their way to the page. */
  addRows(block: CurveBlock): void {
    this.curves.add(block);
  }

  dispose(): void {
    this.curves.end();
    this.throttle.dispose();
    clearTimeout(this.quiet);
  }

  /** Each message is a sign of life; where there is none for a while, one comes that is nothing else. */
  private post(message: PanelMessage): void {
    this.postMessage(message);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.post({ type: "alive" }), SIGN_OF_LIFE).unref();
  }

  private send(): void {
    const { record, mark, tried, asks } = this;
    if (!this.ready || record === undefined) return;
    this.mark = record.mark;
    const curves = this.curves.take();
    if (mark?.edition !== record.mark.edition) this.post({ type: "snapshot", snapshot: record.snapshot(), curves });
    else this.post({ type: "delta", ...record.since(mark), curves });
    if (mark === undefined && tried !== undefined) this.post(tried);
    if (asks) this.post({ type: "askTrial" });
    this.asks = false;
  }
}
