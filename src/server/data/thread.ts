// The thread that looks at data files, so that the language server answers while they are read.
import { parentPort } from "node:worker_threads";
import { UserError } from "../../base/userError.ts";
import { ownExperiment } from "../../reading/guess/ownExperiment.ts";
import { checkData, columnsIn, dataStamp, filesStamp } from "../../reading/index.ts";
import type { DataAnswer, DataCheck, DataGuess, DataRequest, LookedAt } from "./requests.ts";

let running: AbortController | undefined;

parentPort?.on("message", async (request: DataRequest) => {
  const { id } = request;
  const answer = (found: DataAnswer) => parentPort?.postMessage(found);
  const own = new AbortController();
  if ("check" in request) {
    running?.abort();
    running = own;
  }
  try {
    if ("guess" in request) return answer({ id, guessed: await guess(request.guess) });
    if ("columns" in request)
      return answer({ id, columns: await columnsIn(request.columns.path, request.columns.settings) });
    const checked = await check(request.check, own.signal);
    if (!own.signal.aborted) answer({ id, checked });
  } catch (error) {
    if (!own.signal.aborted)
      answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

async function check({ config, file, known }: DataCheck, signal: AbortSignal): Promise<LookedAt> {
  const stamp = await dataStamp(config, file, signal);
  if (known?.stamp === stamp && known.soundStamp === (await filesStamp(known.sounds))) return { known };
  const { problems, columns, notes, sounds = [] } = await checkData(config, file, signal);
  return { problems, columns, notes, known: { stamp, sounds, soundStamp: await filesStamp(sounds) } };
}

async function guess({ path, name, folder, config }: DataGuess) {
  return await ownExperiment([{ path, name }], folder, config).catch((error) => {
    // Why a file holds nothing to learn from is said where it is chosen.
    if (error instanceof UserError) return undefined;
    throw error;
  });
}
