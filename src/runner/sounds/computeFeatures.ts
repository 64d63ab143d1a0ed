import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { FeatureSettings } from "../../audio/index.ts";
import { UserError } from "../../base/userError.ts";
import type { ComputeFeatures, FeatureFile } from "../../reading/sound/featureFiles.ts";
import { diskError, makeOwnFolder } from "../../runs/index.ts";
import { ENDING, featureFile } from "./featureFile.ts";
import type { SoundAnswer, SoundThreadData } from "./soundThread.ts";

/** Bytes of sound that are worth no threads: they are read before these have started. */
const LITTLE = 2 ** 23;
const MOST_THREADS = 8;
/** Milliseconds after which features that nobody has used are deleted. */
const KEPT = 60 * 24 * 3600 * 1000;

/** Computes features into the cache of a config's folder, on as many threads as there are processors. */
export function featuresIn(configFolder: string): ComputeFeatures {
  return async (paths, settings) => {
    const folder = join(configFolder, ".unroll", "cache");
    try {
      await makeOwnFolder(folder);
      const files = isLittle(paths) ? await here(paths, settings, folder) : await onThreads(paths, settings, folder);
      removeUnused(folder);
      return files;
    } catch (error) {
      throw typeof (error as NodeJS.ErrnoException).code === "string" ? diskError(error, folder, "write") : error;
    }
  };
}

function isLittle(paths: readonly string[]): boolean {
  let bytes = 0;
  return paths.every((path) => {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return bytes <= LITTLE;
  });
}

async function here(paths: readonly string[], settings: FeatureSettings, folder: string): Promise<FeatureFile[]> {
  const files: FeatureFile[] = [];
  for (const path of paths) {
    files.push(featureFile(path, settings, folder));
    await pause();
  }
  return files;
}

/** Each thread is given the next path when it is done with one. The first that is wrong, in the order of the paths, is told. */
async function onThreads(paths: readonly string[], settings: FeatureSettings, folder: string): Promise<FeatureFile[]> {
  const files = new Array<FeatureFile>(paths.length);
  const wrong = new Map<number, unknown>();
  let next = 0;
  const count = Math.min(paths.length, availableParallelism(), MOST_THREADS);
  const workers = Array.from({ length: count }, () => startThread({ settings, folder }));
  const work = async (worker: Worker) => {
    while (next < paths.length && wrong.size === 0) {
      const i = next++;
      const answer = await asked(worker, paths[i]);
      if ("file" in answer) files[i] = answer.file;
      else wrong.set(i, "said" in answer ? new UserError(answer.said, answer.place) : answer.failed);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const [first] = [...wrong.keys()].sort((a, b) => a - b);
  if (first !== undefined) throw wrong.get(first);
  return files;
}

function asked(worker: Worker, path: string): Promise<SoundAnswer> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      worker.off("message", answered).off("error", failed).off("exit", ended);
      done();
    };
    const answered = (answer: SoundAnswer) => settle(() => resolve(answer));
    const failed = (error: unknown) => settle(() => reject(error));
    const ended = () => failed(new Error("A thread that reads sounds has ended."));
    worker.on("message", answered).on("error", failed).on("exit", ended);
    worker.postMessage(path);
  });
}

function startThread(workerData: SoundThreadData): Worker {
  // Beside the bundle when packaged, in dist/ when the sources run as they are.
  const places = [
    new URL("./soundThread.js", import.meta.url),
    new URL("../../../dist/soundThread.js", import.meta.url),
  ];
  return new Worker(places.find((place) => existsSync(place)) ?? places[0], { workerData });
}

/** What nobody has read for two months, and what was left half-done. */
function removeUnused(folder: string): void {
  const old = Date.now() - KEPT;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const isOurs = name.endsWith(ENDING) || name.endsWith(".tmp");
    if (isOurs && (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? old) < old) rmSync(path, { force: true });
  }
}
