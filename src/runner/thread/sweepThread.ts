import { Worker } from "node:worker_threads";
import { type BirpcReturn, createBirpc } from "birpc";
import { controlWord } from "../../base/cancellation.ts";
import type { RunEvent } from "../../contracts/runEvents.ts";
import type { SweepDoneEvent, SweepNews, SweepRequest } from "../../contracts/sweeps.ts";
import type { SweepMessage, SweepTrainings, SweepWorker, SweepWorkerData } from "../../contracts/sweepThread.ts";
import type { AtRung, TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";

/** What the training of a trial tells its sweep: of its events the start and errors, and that it is at a rung. */
export interface TrialHost {
  heard(event: RunEvent): void;
  rung(at: AtRung): Promise<boolean>;
}

/** Whom a sweep in another thread answers to. */
export interface SweepThreadHost {
  /** Once it is aborted, no more trials begin; those that train are stopped by the host. */
  readonly signal: AbortSignal;
  /** News of the sweep itself. */
  emit(news: SweepNews): void;
  train(request: TrainRequest, trial: TrialHost, number: number): Promise<TrainResult>;
}

/** The host's end of a thread that sweeps: one thread for one sweep. */
export class SweepThread {
  private readonly worker: Worker;
  private readonly calls: BirpcReturn<SweepWorker, SweepTrainings>;
  private readonly died: Promise<never>;

  /** @param script the bundled thread */
  constructor(script: string | URL, host: SweepThreadHost) {
    const workerData: SweepWorkerData = { control: controlWord(host.signal).buffer as SharedArrayBuffer };
    this.worker = new Worker(script, { workerData });
    this.calls = createBirpc<SweepWorker, SweepTrainings>(
      {
        train: (training, request, number) => {
          const heard = (event: RunEvent) => {
            if (event.event === "start" || event.event === "error") void this.calls.heard(training, event);
          };
          return host.train(request, { heard, rung: (at) => this.calls.rung(training, at) }, number);
        },
      },
      {
        post: (data) => this.worker.postMessage(data),
        on: (handle) =>
          this.worker.on("message", (message: SweepMessage) => {
            if (message.kind === "news") host.emit(message.news);
            else handle(message.data);
          }),
        timeout: -1,
      },
    );
    this.died = new Promise((_, reject) => {
      this.worker.on("error", reject);
      this.worker.on("exit", (status) => reject(new Error(`the exit status of the thread of the sweep is ${status}`)));
    });
    this.died.catch(() => {});
  }

  /** Rejects when the thread dies. */
  sweep(request: SweepRequest): Promise<SweepDoneEvent> {
    return Promise.race([this.calls.sweep(request), this.died]);
  }

  async dispose(): Promise<void> {
    this.calls.$close();
    await this.worker.terminate();
  }
}
