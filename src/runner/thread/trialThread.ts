import { Worker } from "node:worker_threads";
import type { SaidTrial, TrainingMessage, TrainingWorker, TrainingWorkerData } from "../../contracts/trainingThread.ts";
import { LazyThread } from "./lazyThread.ts";

/** Asks saved runs in a thread of its own, beside any that train. */
export class TrialThread {
  private readonly thread: LazyThread<Pick<TrainingWorker, "tryRun">>;

  /** @param script the bundled training worker, which has all that a run needs */
  constructor(script: string | URL) {
    const start = () => {
      const workerData: TrainingWorkerData = { control: new SharedArrayBuffer(4), answers: false };
      return new Worker(script, { workerData });
    };
    const read = (message: unknown) => {
      const heard = message as TrainingMessage;
      return heard.kind === "call" ? heard.data : undefined;
    };
    this.thread = new LazyThread({ start, read });
  }

  tryRun(folder: string, typed: string): Promise<SaidTrial> {
    return this.thread.call((calls) => calls.tryRun(folder, typed));
  }

  dispose(): void {
    this.thread.dispose();
  }
}
