// Entry of a helper thread.
import { workerData } from "node:worker_threads";
import { type HelperData, noteGone, serve } from "./helper.ts";

const data = workerData as HelperData;
// Also where something ends the thread from within without unwinding it.
process.on("exit", () => noteGone(data));
serve(data);
