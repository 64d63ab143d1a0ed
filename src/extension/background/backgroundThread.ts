import { Worker } from "node:worker_threads";
import { type BirpcReturn, createBirpc } from "birpc";
import { UserError } from "../../base/userError.ts";
import type { Background, SentError } from "../../contracts/background.ts";

/** A thread that nobody has called for so long ends, and comes back with the next call. */
const IDLE = 60_000;

type Calls = BirpcReturn<Background, Record<string, never>>;

/** The host's end of the background thread, which starts with the first call. */
export class BackgroundThread implements Background {
  private thread: { worker: Worker; calls: Calls } | undefined;
  private pending = 0;
  private idle: NodeJS.Timeout | undefined;

  /** `script` is the bundled entry. */
  constructor(private readonly script: string) {}

  checkConfig: Background["checkConfig"] = (...args) => this.call((calls) => calls.checkConfig(...args));
  keyRange: Background["keyRange"] = (...args) => this.call((calls) => calls.keyRange(...args));
  listRuns: Background["listRuns"] = (...args) => this.call((calls) => calls.listRuns(...args));
  readRun: Background["readRun"] = (...args) => this.call((calls) => calls.readRun(...args));
  runsAt: Background["runsAt"] = (...args) => this.call((calls) => calls.runsAt(...args));
  storedConfig: Background["storedConfig"] = (...args) => this.call((calls) => calls.storedConfig(...args));
  originOf: Background["originOf"] = (...args) => this.call((calls) => calls.originOf(...args));
  hasCheckpoint: Background["hasCheckpoint"] = (...args) => this.call((calls) => calls.hasCheckpoint(...args));
  stampOfRun: Background["stampOfRun"] = (...args) => this.call((calls) => calls.stampOfRun(...args));
  releaseRun: Background["releaseRun"] = (...args) => this.call((calls) => calls.releaseRun(...args));
  experimentFiles: Background["experimentFiles"] = (...args) => this.call((calls) => calls.experimentFiles(...args));
  ownExperiment: Background["ownExperiment"] = (...args) => this.call((calls) => calls.ownExperiment(...args));

  /** Calls that are under way fail. */
  dispose(): void {
    clearTimeout(this.idle);
    void this.thread?.worker.terminate();
  }

  private async call<R>(call: (calls: Calls) => Promise<R>): Promise<R> {
    clearTimeout(this.idle);
    this.pending++;
    try {
      this.thread ??= this.start();
      return await call(this.thread.calls);
    } finally {
      this.pending--;
      if (this.pending === 0) this.idle = setTimeout(() => this.dispose(), IDLE).unref();
    }
  }

  private start(): { worker: Worker; calls: Calls } {
    const worker = new Worker(this.script);
    const calls: Calls = createBirpc<Background, Record<string, never>>(
      {},
      {
        post: (data) => worker.postMessage(data),
        on: (handle) => worker.on("message", handle),
        deserialize: (message) => (message.e === undefined ? message : { ...message, e: received(message.e) }),
        timeout: -1,
      },
    );
    let failure: Error | undefined;
    worker.on("error", (error) => {
      failure = error;
    });
    worker.on("exit", (status) => {
      if (this.thread?.worker === worker) this.thread = undefined;
      calls.$close(failure ?? new Error(`The background thread ended (${status})`));
    });
    // It shall not keep a process alive that wants to end.
    worker.unref();
    return { worker, calls };
  }
}

function received({ message, stack, user }: SentError): Error {
  const error = user === undefined ? new Error(message) : new UserError(user.said, user.place);
  return Object.assign(error, { stack });
}
