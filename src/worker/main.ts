// Entry of the training thread: a port adapter around the runner.
import { parentPort, workerData } from "node:worker_threads";
import { createBirpc } from "birpc";
import type { TrainingMessage, TrainingWorker, TrainingWorkerData } from "../protocol/trainingWorker.ts";
import { type RunEvent, train } from "../runner/index.ts";

const port = parentPort!;
const control = new Int32Array((workerData as TrainingWorkerData).control);
const post = (message: TrainingMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

createBirpc<Record<string, never>, TrainingWorker>(
  { train: (request) => train(request, { control, emit: (event) => post({ kind: "event", event }, arraysOf(event)) }) },
  { post: (data) => post({ kind: "call", data }), on: (handle) => port.on("message", handle), timeout: -1 },
);

function arraysOf(event: RunEvent): ArrayBuffer[] {
  return event.event === "sample" ? (event.hidden ?? []).map(({ buffer }) => buffer as ArrayBuffer) : [];
}
