// Entry of the training thread: a port adapter around the runner.
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createBirpc } from "birpc";
import type {
  GoneFolder,
  SaveTo,
  TrainingHost,
  TrainingMessage,
  TrainingWorker,
  TrainingWorkerData,
} from "../../contracts/trainingThread.ts";
import { type RunEvent, train } from "../index.ts";

/** How often a training that waits for an answer looks whether it is to stop, milliseconds. */
const LOOK_EVERY = 100;

const port = parentPort!;
const { answers, control: word } = workerData as TrainingWorkerData;
const control = new Int32Array(word);
const post = (message: TrainingMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const host = {
  control,
  emit: (event: RunEvent) => post({ kind: "event", event }, arraysOf(event)),
  ...(answers && { folderGone }),
};

const calls = createBirpc<TrainingHost, TrainingWorker>(
  { train: (request) => train(request, host) },
  { post: (data) => post({ kind: "call", data }), on: (handle) => port.on("message", handle), timeout: -1 },
);

/** Who stops a training meanwhile wants to keep it: it is then written again where it was. */
async function folderGone(gone: GoneFolder): Promise<SaveTo> {
  const answered = new AbortController();
  const stopped = async (): Promise<SaveTo> => {
    while (Atomics.load(control, 0) === 0 && !answered.signal.aborted) await pause(LOOK_EVERY);
    return { folder: gone.run };
  };
  try {
    return await Promise.race([calls.folderGone(gone), stopped()]);
  } finally {
    answered.abort();
  }
}

function arraysOf(event: RunEvent): ArrayBuffer[] {
  return event.event === "sample" ? (event.states?.layers ?? []).map(({ values }) => values.buffer as ArrayBuffer) : [];
}
