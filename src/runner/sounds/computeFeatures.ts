import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { UserError } from "../../base/userError.ts";
import type { ComputeFeatures, FeatureFile } from "../../reading/sound/featureFiles.ts";
import { diskError, makeOwnFolder } from "../../runs/index.ts";
import { begunEnding, ENDING, type FeaturePlace, featureFile } from "./featureFile.ts";
import type { SoundAnswer } from "./soundThread.ts";

/** Bytes of sound that are worth no threads: they are read before these have started. */
const LITTLE = 2 ** 23;
const MOST_THREADS = 8;
/** Milliseconds after which features that nobody has used are deleted. */
const KEPT = 60 * 24 * 3600 * 1000;

/**
 * Computes features into the cache of a config's folder, on as many threads as there are processors. Once `signal` is aborted it fails at
 * once, and leaves what is finished.
 */
export function featuresIn(configFolder: string, signal?: AbortSignal): ComputeFeatures {
  return async (paths, settings) => {
    const folder = join(configFolder, ".unroll", "cache");
    try {
      await makeOwnFolder(folder);
      const compute = isLittle(paths) ? here : onThreads;
      const files = await compute(paths, { settings, folder, mark: randomUUID() }, signal);
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

async function here(paths: readonly string[], place: FeaturePlace, signal?: AbortSignal): Promise<FeatureFile[]> {
  const files: FeatureFile[] = [];
  for (const path of paths) {
    files.push(featureFile(path, place));
    await pause();
    signal?.throwIfAborted();
  }
  return files;
}

/** Each thread is given the next path when it is done with one. The first that is wrong, in the order of the paths, is told. */
async function onThreads(paths: readonly string[], place: FeaturePlace, signal?: AbortSignal): Promise<FeatureFile[]> {
  const files = new Array<FeatureFile>(paths.length);
  const wrong = new Map<number, unknown>();
  let next = 0;
  const count = Math.min(paths.length, availableParallelism(), MOST_THREADS);
  const workers = Array.from({ length: count }, () => startThread(place));
  const work = async (worker: Worker) => {
    while (next < paths.length && wrong.size === 0) {
      const i = next++;
      const answer = await asked(worker, paths[i]);
      if ("file" in answer) files[i] = answer.file;
      else wrong.set(i, "said" in answer ? new UserError(answer.said, answer.place) : answer.failed);
    }
  };
  const end = () => Promise.all(workers.map((worker) => worker.terminate()));
  // Whoever waits for a thread that ends hears that it has.
  signal?.addEventListener("abort", end, { once: true });
  try {
    signal?.throwIfAborted();
    await Promise.all(workers.map(work));
  } finally {
    signal?.removeEventListener("abort", end);
    await end();
    removeBegun(place);
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

function startThread(workerData: FeaturePlace): Worker {
  // Beside the bundle when packaged, in dist/ when the sources run as they are.
  const places = [
    new URL("./soundThread.js", import.meta.url),
    new URL("../../../dist/soundThread.js", import.meta.url),
  ];
  const script = places.find((place) => existsSync(place)) ?? places[0];
  return new Worker(script, { workerData, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
}

/** What threads that were ended have left half-done. */
function removeBegun({ folder, mark }: FeaturePlace): void {
  for (const name of readdirSync(folder))
    if (name.endsWith(begunEnding(mark))) rmSync(join(folder, name), { force: true });
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
