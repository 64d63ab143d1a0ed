import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";
import { controlWord } from "../../base/cancellation.ts";
import type { Config } from "../../config/index.ts";
import type { Steering } from "../../contracts/steering.ts";
import type {
  HostAnswers,
  SampledNow,
  Steered,
  SteeredTraining,
  TrainingHost,
  TrainingMessage,
  TrainingWorker,
  TrainingWorkerData,
  TrainRequest,
  TrainResult,
} from "../../contracts/trainingThread.ts";
import type { TrialAsk } from "../../contracts/trial.ts";

/** New objects are few but for the words of a text that is read, which soon are garbage: the usual 48 MB would only be held. */
const YOUNG_MEGABYTES = 3;

/** The host's end of a training worker: one thread for one training. */
export class TrainingThread implements SteeredTraining {
  private readonly worker: Worker;
  private readonly calls;
  private readonly died: Promise<never>;

  /** @param script the bundled worker */
  constructor(script: string | URL, host: TrainingHost<Config>) {
    const { folderGone, rung } = host;
    const control = controlWord(host.signal).buffer as SharedArrayBuffer;
    const curves = host.curves !== undefined;
    const workerData: TrainingWorkerData = { control, answers: folderGone !== undefined, curves };
    this.worker = new Worker(script, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
    this.calls = createBirpc<TrainingWorker, Partial<HostAnswers>>(
      {
        ...(folderGone && { folderGone: (gone) => folderGone.call(host, gone) }),
        ...(rung && { rung: (at) => rung.call(host, at) }),
      },
      {
        post: (data) => this.worker.postMessage(data),
        on: (handle) =>
          this.worker.on("message", (message: TrainingMessage<Config>) => {
            if (message.kind === "event") host.emit(message.event);
            else if (message.kind === "curves") host.curves?.(message.block);
            else handle(message.data);
          }),
        timeout: -1,
      },
    );
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

  steer(steering: Steering): Promise<Steered> {
    return Promise.race([this.calls.steer(steering), this.died]);
  }

  sample(asked: TrialAsk): Promise<SampledNow> {
    return Promise.race([this.calls.sample(asked), this.died]);
  }

  async dispose(): Promise<void> {
    this.calls.$close();
    await this.worker.terminate();
  }
}
