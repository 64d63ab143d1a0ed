import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";
import { cancel } from "../../base/cancellation.ts";
import type { Config } from "../../config/index.ts";
import type { RunEvent } from "../../contracts/runEvents.ts";
import type {
  TrainingHost,
  TrainingMessage,
  TrainingWorker,
  TrainingWorkerData,
  TrainRequest,
  TrainResult,
} from "../../contracts/trainingThread.ts";

/** New objects are few but for the words of a text that is read, which soon are garbage: the usual 48 MB would only be held. */
const YOUNG_MEGABYTES = 3;

/**
 * The host's end of a training worker: one thread for one training. `stop` is seen by the core within a time step; the thread
 * then saves and ends.
 */
export class TrainingThread {
  private readonly control = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker: Worker;
  private readonly calls;
  private readonly died: Promise<never>;

  /** `script` is the bundled worker; `host` answers its questions, and is left out where nobody can. */
  constructor(script: string | URL, onEvent: (event: RunEvent<Config>) => void, host?: TrainingHost) {
    const control = this.control.buffer as SharedArrayBuffer;
    const workerData: TrainingWorkerData = { control, answers: host !== undefined };
    this.worker = new Worker(script, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
    this.calls = createBirpc<TrainingWorker, Partial<TrainingHost>>(host ?? {}, {
      post: (data) => this.worker.postMessage(data),
      on: (handle) =>
        this.worker.on("message", (message: TrainingMessage<Config>) => {
          if (message.kind === "event") onEvent(message.event);
          else handle(message.data);
        }),
      timeout: -1,
    });
    this.died = new Promise((_, reject) => {
      this.worker.on("error", reject);
      this.worker.on("exit", (status) => reject(new Error(`the exit status of the training thread is ${status}`)));
    });
    this.died.catch(() => {});
  }

  /** Rejects when the thread dies. */
  train(request: TrainRequest): Promise<TrainResult> {
    return Promise.race([this.calls.train(request), this.died]);
  }

  /** Asks the training to stop: it saves, says so, and `train` resolves. */
  stop(): void {
    cancel(this.control);
  }

  async dispose(): Promise<void> {
    this.calls.$close();
    await this.worker.terminate();
  }
}
