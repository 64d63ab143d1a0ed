// Entry of the thread of a sweep: a port adapter around the runner.
import { parentPort, workerData } from "node:worker_threads";
import { createBirpc } from "birpc";
import { signalOf } from "../../base/cancellation.ts";
import type { Config } from "../../config/index.ts";
import type { RunEvent } from "../../contracts/runEvents.ts";
import type { SweepMessage, SweepTrainings, SweepWorker, SweepWorkerData } from "../../contracts/sweepThread.ts";
import type { TrainHost } from "../host.ts";
import type { SweepHost } from "../sweep/host.ts";
import { sweep } from "../sweep/sweep.ts";

const port = parentPort!;
const post = (message: SweepMessage) => port.postMessage(message);

const trainings = new Map<number, TrainHost>();
let next = 0;

const host: SweepHost = {
  signal: signalOf(new Int32Array((workerData as SweepWorkerData).control)),
  emit(news) {
    // What a training says, the host has heard first.
    if ("trial" in news && news.event !== "rung" && news.event !== "trialDone") return;
    post({ kind: "news", news });
  },
  async train(request, trainHost, trial) {
    const training = next++;
    trainings.set(training, trainHost);
    try {
      return await calls.train(training, request, trial);
    } finally {
      trainings.delete(training);
    }
  },
};

const calls = createBirpc<SweepTrainings, SweepWorker>(
  {
    sweep: (request) => sweep(request, host),
    heard: (training, event) => trainings.get(training)?.emit(event as RunEvent<Config>),
    rung: async (training, at) => (await trainings.get(training)?.rung?.(at)) ?? true,
  },
  { post: (data) => post({ kind: "call", data }), on: (handle) => port.on("message", handle), timeout: -1 },
);
