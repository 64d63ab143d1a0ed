import { Worker } from "node:worker_threads";
import type {
  SaidExport,
  SaidSound,
  SaidTrial,
  TrainingMessage,
  TrainingWorker,
  TrainingWorkerData,
} from "../../contracts/trainingThread.ts";
import type { ChosenTrial } from "../../contracts/trial.ts";
import { LazyThread } from "./lazyThread.ts";

type Calls = Pick<TrainingWorker, "tryRun" | "exportRun" | "sound">;

/** Asks saved runs in a thread of its own, beside any that train. */
export class TrialThread {
  private readonly thread: LazyThread<Calls>;
  /** How often somebody has stopped waiting. */
  private cancelled = 0;

  /** @param script the bundled training worker, which has all that a run needs */
  constructor(script: string | URL) {
    const start = () => {
      const workerData: TrainingWorkerData = { control: new SharedArrayBuffer(4), answers: false, curves: false };
      return new Worker(script, { workerData });
    };
    const read = (message: unknown) => {
      const heard = message as TrainingMessage;
      return heard.kind === "call" ? heard.data : undefined;
    };
    this.thread = new LazyThread({ start, read });
  }

  /**
   * Undefined where `signal` says that nobody waits any more. What computes then ends at once with its thread; whoever waits for another
   * answer gets it from a new one.
   */
  async tryRun(folder: string, asked: ChosenTrial, signal?: AbortSignal): Promise<SaidTrial | undefined> {
    if (signal?.aborted) return undefined;
    const cancel = () => {
      this.cancelled++;
      this.thread.dispose();
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await this.answered((calls) => calls.tryRun(folder, asked), signal);
    } catch (error) {
      if (signal?.aborted) return undefined;
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  exportRun(folder: string): Promise<SaidExport> {
    return this.answered((calls) => calls.exportRun(folder));
  }

  /** A sound as a run reads it, in so many steps. */
  sound(folder: string, file: string, steps: number): Promise<SaidSound> {
    return this.answered((calls) => calls.sound(folder, file, steps));
  }

  /** Asks again where the thread ended because somebody stopped waiting for another answer. */
  private async answered<R>(call: (calls: Calls) => Promise<R>, signal?: AbortSignal): Promise<R> {
    for (;;) {
      const before = this.cancelled;
      try {
        return await this.thread.call(call);
      } catch (error) {
        if (signal?.aborted || this.cancelled === before) throw error;
      }
    }
  }

  dispose(): void {
    this.thread.dispose();
  }
}
