import { UserError } from "../../base/userError.ts";
import type { SweepDoneEvent, SweepRequest } from "../../contracts/sweeps.ts";
import { placedError } from "../configs/placedError.ts";
import { errorEvent } from "../failure.ts";
import { type BegunSweep, beginSweep, resumeSweep } from "./begin.ts";
import type { SweepHost } from "./host.ts";
import { SweepSession } from "./session.ts";

/** The end of a sweep that never began. */
export const notSwept: SweepDoneEvent = {
  event: "sweepDone",
  ...{ sweep: null, id: null, reason: "error", best: null, importance: [], importanceStep: null },
};

/**
 * Trains the trials of a config's sweep, or goes on with a sweep that was stopped or killed, and tells `host` what happens. Each trial is
 * an ordinary run, equal to the bit to the same config trained alone on as many threads. Never throws what a person can act on.
 */
export async function sweep(request: SweepRequest, host: SweepHost): Promise<SweepDoneEvent> {
  let begun: BegunSweep | undefined;
  try {
    begun = await (request.resume === undefined ? beginSweep(request) : resumeSweep(request));
    const done = await new SweepSession(begun, request, host).run();
    host.emit(done);
    return done;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    host.emit(errorEvent(await placedError(error, request.configFile, request.settings)));
    const done = begun ? { ...notSwept, sweep: begun.folder.path, id: begun.folder.id } : notSwept;
    host.emit(done);
    return done;
  } finally {
    await begun?.folder.unlock().catch(() => {});
  }
}
