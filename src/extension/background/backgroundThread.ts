import { Worker } from "node:worker_threads";
import type { BirpcReturn } from "birpc";
import { UserError } from "../../base/userError.ts";
import type { Background, SentError } from "../../contracts/background.ts";
import { LazyThread } from "../../runner/thread/lazyThread.ts";

/** The host's end of the background thread, which starts with the first call. */
export class BackgroundThread implements Background {
  private readonly thread: LazyThread<Background>;

  /** `script` is the bundled entry. */
  constructor(script: string) {
    this.thread = new LazyThread({ start: () => new Worker(script), received });
  }

  checkConfig: Background["checkConfig"] = (...args) => this.call((calls) => calls.checkConfig(...args));
  openSweeps: Background["openSweeps"] = (...args) => this.call((calls) => calls.openSweeps(...args));
  withProposedSweep: Background["withProposedSweep"] = (...args) =>
    this.call((calls) => calls.withProposedSweep(...args));
  keyRange: Background["keyRange"] = (...args) => this.call((calls) => calls.keyRange(...args));
  listRuns: Background["listRuns"] = (...args) => this.call((calls) => calls.listRuns(...args));
  readRun: Background["readRun"] = (...args) => this.call((calls) => calls.readRun(...args));
  readCurves: Background["readCurves"] = (...args) => this.call((calls) => calls.readCurves(...args));
  listEntries: Background["listEntries"] = (...args) => this.call((calls) => calls.listEntries(...args));
  changeNotes: Background["changeNotes"] = (...args) => this.call((calls) => calls.changeNotes(...args));
  deleteRun: Background["deleteRun"] = (...args) => this.call((calls) => calls.deleteRun(...args));
  restoreRun: Background["restoreRun"] = (...args) => this.call((calls) => calls.restoreRun(...args));
  deletedRuns: Background["deletedRuns"] = (...args) => this.call((calls) => calls.deletedRuns(...args));
  briefConfig: Background["briefConfig"] = (...args) => this.call((calls) => calls.briefConfig(...args));
  runsAt: Background["runsAt"] = (...args) => this.call((calls) => calls.runsAt(...args));
  storedConfig: Background["storedConfig"] = (...args) => this.call((calls) => calls.storedConfig(...args));
  originOf: Background["originOf"] = (...args) => this.call((calls) => calls.originOf(...args));
  rivalOf: Background["rivalOf"] = (...args) => this.call((calls) => calls.rivalOf(...args));
  compareRuns: Background["compareRuns"] = (...args) => this.call((calls) => calls.compareRuns(...args));
  runBefore: Background["runBefore"] = (...args) => this.call((calls) => calls.runBefore(...args));
  hasCheckpoint: Background["hasCheckpoint"] = (...args) => this.call((calls) => calls.hasCheckpoint(...args));
  stampOfRun: Background["stampOfRun"] = (...args) => this.call((calls) => calls.stampOfRun(...args));
  releaseRun: Background["releaseRun"] = (...args) => this.call((calls) => calls.releaseRun(...args));
  experimentFiles: Background["experimentFiles"] = (...args) => this.call((calls) => calls.experimentFiles(...args));
  ownExperiment: Background["ownExperiment"] = (...args) => this.call((calls) => calls.ownExperiment(...args));

  /** Calls that are under way fail. */
  dispose(): void {
    this.thread.dispose();
  }

  private call<R>(call: (calls: BirpcReturn<Background, Record<string, never>>) => Promise<R>): Promise<R> {
    return this.thread.call(call);
  }
}

function received(sent: unknown): Error {
  const { message, stack, user } = sent as SentError;
  const error = user === undefined ? new Error(message) : new UserError(user.said, user.place);
  return Object.assign(error, { stack });
}
