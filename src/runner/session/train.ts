import { isCancelled } from "../../base/cancellation.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, isCounted } from "../../config/index.ts";
import { type DoneEvent, notBegun } from "../../contracts/runEvents.ts";
import type { TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import { findRun, RunFolder } from "../../runs/index.ts";
import { placedError } from "../configs/placedError.ts";
import { type ReadConfig, readConfig } from "../configs/readConfig.ts";
import { errorEvent, warningEvent } from "../failure.ts";
import type { TrainHost } from "../host.ts";
import { says } from "../messages.ts";
import type { CountedRun } from "./countedRun.ts";
import { isFirst, trainSeeds } from "./seeds.ts";
import { Session } from "./session.ts";

/** Starts or resumes a run, trains it to its end, and tells `host` what happens. Never throws what a person can act on. */
export async function train(request: TrainRequest, host: TrainHost): Promise<TrainResult> {
  let session: Session | CountedRun | undefined;
  try {
    const begun = await beginning(request, host);
    if (!(begun instanceof RunFolder) && begun.config.training.seeds > 1) {
      return await trainSeeds(begun.config, request, host, train);
    }
    // A config of an old run may say nothing of its model: a network.
    const { model }: Partial<Config> = begun instanceof RunFolder ? begun.manifest.config : begun.config;
    const kind = isCounted(model?.kind) ? (await import("./countedRun.ts")).CountedRun : Session;
    session = await kind.open(begun, request, host);
    return { done: await session.run(), failure: null };
  } catch (thrown) {
    if (isCancelled(thrown)) {
      const done: DoneEvent = { ...notBegun, reason: "stopped" };
      host.emit(done);
      return { done, failure: null };
    }
    const error = await placedError(thrown, request.configFile, request.settings);
    host.emit(errorEvent(error));
    const done = await doneAfter(error, session);
    host.emit(done);
    return { done, failure: session ? "run" : "usage" };
  } finally {
    // What could not be written has been said above, and done is the last word.
    await session?.close().catch(() => {});
  }
}

/** The run to go on with, or the config to begin with. */
async function beginning(request: TrainRequest, host: TrainHost): Promise<RunFolder | ReadConfig> {
  if (request.resume !== undefined) return await findRun(request.resume, request.cwd);
  if (!request.configFile) throw new UserError(says.noConfig());
  const read = await readConfig(request.configFile, request.settings, request.configText);
  // A run is one of the trials, or none.
  read.config.sweep = null;
  // What is wrong with the config of a group is said with its first run.
  const isRun = request.group !== undefined || read.config.training.seeds === 1;
  if (isRun && isFirst(request)) for (const { said, key } of read.problems) host.emit(warningEvent(said, key));
  return read;
}

async function doneAfter(error: unknown, session: Session | CountedRun | undefined): Promise<DoneEvent> {
  const reason = error instanceof UserError && error.code === "diverged" ? "diverged" : "error";
  if (session) return await session.fail(reason, error);
  return { ...notBegun, reason };
}
