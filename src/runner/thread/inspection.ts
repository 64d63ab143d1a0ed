// Entry of the thread that looks into runs: a port adapter around the inspector.
import { parentPort, workerData } from "node:worker_threads";
import { createBirpc } from "birpc";
import type { InspectionMessage, InspectionWorker, InspectionWorkerData } from "../../contracts/inspectionThread.ts";
import { answerQuestion } from "../saved/inspection/answerQuestion.ts";
import { Inspector } from "../saved/inspection/inspector.ts";
import { handedOver } from "./handedOver.ts";

const port = parentPort!;
const { control } = workerData as InspectionWorkerData;
const inspector = new Inspector(new Int32Array(control));
const post = (message: InspectionMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

createBirpc<Record<string, never>, InspectionWorker>(
  { ask: (name, asked) => answerQuestion(inspector, name, asked, (progress) => post({ kind: "progress", progress })) },
  {
    post: (data) => post({ kind: "call", data }, handedOver(data)),
    on: (handle) => port.on("message", handle),
    timeout: -1,
  },
);
