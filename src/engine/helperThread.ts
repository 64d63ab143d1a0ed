// Entry of a helper thread.
import { workerData } from "node:worker_threads";
import { type HelperData, serve } from "./helper.ts";

serve(workerData as HelperData);
