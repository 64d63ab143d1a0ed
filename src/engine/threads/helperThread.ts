// Entry of a helper thread.
import v8 from "node:v8";
import vm from "node:vm";
import { workerData } from "node:worker_threads";
import { returnGarbage } from "../../base/garbage.ts";
import { type HelperData, noteGone, serve } from "./helper.ts";

const data = workerData as HelperData;
// Also where something ends the thread from within without unwinding it.
process.on("exit", () => noteGone(data));
// Nothing is allocated here any more.
returnGarbage(v8, vm, process.versions.v8);
serve(data);
