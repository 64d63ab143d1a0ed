// The thread that looks at data files, so that the language server answers while they are read.
import { parentPort } from "node:worker_threads";
import { checkData, dataStamp } from "../data/index.ts";
import type { DataCheckAnswer, DataCheckRequest } from "../protocol/dataChecks.ts";

let running: AbortController | undefined;

parentPort?.on("message", async ({ id, config, file, known }: DataCheckRequest) => {
  running?.abort();
  const own = new AbortController();
  running = own;
  const answer = (found: DataCheckAnswer) => own.signal.aborted || parentPort?.postMessage(found);
  try {
    const stamp = await dataStamp(config, file, own.signal);
    if (stamp === known) return answer({ id, stamp });
    const { problems, columns, notes } = await checkData(config, file, own.signal);
    answer({ id, problems, columns, notes, stamp });
  } catch (error) {
    answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
