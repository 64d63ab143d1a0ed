import { Worker } from "node:worker_threads";
import type { Asked, InspectionProgress, QuestionName } from "../../contracts/inspection/questions.ts";
import type {
  InspectionMessage,
  InspectionWorker,
  InspectionWorkerData,
  SaidAnswer,
} from "../../contracts/inspectionThread.ts";
import { LazyThread } from "./lazyThread.ts";

/** Looks live in the thread: it stays for as long as a person may think about one, milliseconds. */
const IDLE = 20 * 60_000;

/** How a question is asked. */
export interface Asking {
  /** Ends it, before it has begun or while it is answered. */
  signal?: AbortSignal;
  progress?: (progress: InspectionProgress) => void;
}

/** Looks into runs in a thread of its own: one question after the other, each of which can be cancelled. */
export class InspectionThread {
  private readonly thread: LazyThread<InspectionWorker>;
  private readonly control = new Int32Array(new SharedArrayBuffer(4));
  /** Settles when what was asked before is answered. */
  private before: Promise<unknown> = Promise.resolve();
  private present: Asking = {};

  /** @param script the bundled thread */
  constructor(script: string | URL) {
    const start = () => {
      const workerData: InspectionWorkerData = { control: this.control.buffer as SharedArrayBuffer };
      return new Worker(script, { workerData });
    };
    const read = (message: unknown) => {
      const heard = message as InspectionMessage;
      if (heard.kind === "call") return heard.data;
      this.present.progress?.(heard.progress);
      return undefined;
    };
    this.thread = new LazyThread({ start, read, idle: IDLE });
  }

  ask<N extends QuestionName>(name: N, asked: Asked<N>, asking: Asking = {}): Promise<SaidAnswer> {
    const answer = this.before.then(() => this.askNow(name, asked, asking));
    this.before = answer.catch(() => {});
    return answer;
  }

  dispose(): void {
    this.thread.dispose();
  }

  private async askNow(name: QuestionName, asked: unknown, asking: Asking): Promise<SaidAnswer> {
    const { signal } = asking;
    if (signal?.aborted) return { cancelled: true };
    Atomics.store(this.control, 0, 0);
    const end = () => Atomics.store(this.control, 0, 1);
    signal?.addEventListener("abort", end, { once: true });
    this.present = asking;
    try {
      return await this.thread.call((calls) => calls.ask(name, asked));
    } finally {
      this.present = {};
      signal?.removeEventListener("abort", end);
    }
  }
}
