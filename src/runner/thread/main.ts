// Entry of the training thread: a port adapter around the runner.
import { parentPort, workerData } from "node:worker_threads";
import { createBirpc } from "birpc";
import { signalOf } from "../../base/cancellation.ts";
import { deferred } from "../../base/deferred.ts";
import type {
  GoneFolder,
  HostAnswers,
  SaidError,
  SaveTo,
  SteeredTraining,
  TrainingMessage,
  TrainingWorker,
  TrainingWorkerData,
} from "../../contracts/trainingThread.ts";
import type { RunEvent, TrainHost } from "../host.ts";
import { says } from "../messages.ts";
import { train } from "../session/train.ts";
import { handedOver } from "./handedOver.ts";
import { RowBlocks } from "./rowBlocks.ts";

const port = parentPort!;
const { answers, curves, control: word } = workerData as TrainingWorkerData;
const signal = signalOf(new Int32Array(word));
const post = (message: TrainingMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

/** The training, once it may be steered. */
let training: SteeredTraining | undefined;

const emit = (event: RunEvent) => post({ kind: "event", event }, arraysOf(event));
const rows = new RowBlocks(emit, (block) => post({ kind: "curves", block }, [block.values]));

const host: TrainHost = {
  signal,
  emit: curves ? (event: RunEvent) => rows.emit(event) : emit,
  steered: (begun) => {
    training = begun;
  },
  ...(answers && { folderGone }),
  rung: (at) => calls.rung(at),
};

const calls = createBirpc<HostAnswers, TrainingWorker>(
  {
    train: (request) => train(request, host),
    tryRun: async (folder, typed) => await (await import("../saved/answerTrial.ts")).answerTrial(folder, typed),
    exportRun: async (folder) => await (await import("../saved/answerTrial.ts")).answerExport(folder),
    sound: async (folder, file, steps) =>
      await (await import("../saved/answerTrial.ts")).answerSound(folder, file, steps),
    steer: async (steering) => (await training?.steer(steering)) ?? { problem: notBegun() },
    sample: async (asked) => (await training?.sample(asked)) ?? { problem: notBegun() },
  },
  {
    post: (data) => post({ kind: "call", data }, handedOver(data)),
    on: (handle) => port.on("message", handle),
    timeout: -1,
  },
);

/** Who stops a training meanwhile wants to keep it: it is then written again where it was. */
async function folderGone(gone: GoneFolder): Promise<SaveTo> {
  const answer = deferred<SaveTo>();
  const stop = () => answer.resolve({ folder: gone.run });
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  calls.folderGone(gone).then(answer.resolve, answer.reject);
  try {
    return await answer.promise;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function notBegun(): SaidError {
  const { text: message, hint } = says.notBegun();
  return { message, hint };
}

function arraysOf(event: RunEvent): ArrayBuffer[] {
  return event.event === "sample" ? (event.states?.layers ?? []).map(({ values }) => values.buffer as ArrayBuffer) : [];
}
