import type { Worker } from "node:worker_threads";
import { type BirpcReturn, createBirpc } from "birpc";

/** A thread that nobody has called for so long ends, and comes back with the next call; milliseconds. */
const IDLE = 60_000;

type Nothing = Record<string, never>;
type Message = { e?: unknown };

/** How a thread is started and spoken to. */
export interface ThreadKind {
  start(): Worker;
  /** What a message is as an answer to a call; undefined of one that is none. */
  read?(message: unknown): unknown;
  /** An error as it was before it went between threads. */
  received?(error: unknown): Error;
  /** It ends when nobody has called it for so long; milliseconds. */
  idle?: number;
}

/** The host's end of a thread that starts with the first call, and ends when it is not needed. */
export class LazyThread<Functions extends object> {
  private thread: { worker: Worker; calls: BirpcReturn<Functions, Nothing> } | undefined;
  private pending = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly kind: ThreadKind) {}

  async call<R>(call: (calls: BirpcReturn<Functions, Nothing>) => Promise<R>): Promise<R> {
    clearTimeout(this.idle);
    this.pending++;
    try {
      this.thread ??= this.start();
      return await call(this.thread.calls);
    } finally {
      this.pending--;
      if (this.pending === 0) this.idle = setTimeout(() => this.dispose(), this.kind.idle ?? IDLE).unref();
    }
  }

  /** Calls that are under way fail. */
  dispose(): void {
    clearTimeout(this.idle);
    void this.thread?.worker.terminate();
    this.thread = undefined;
  }

  private start(): { worker: Worker; calls: BirpcReturn<Functions, Nothing> } {
    const { read = (message) => message, received = (error) => error } = this.kind;
    const worker = this.kind.start();
    const calls: BirpcReturn<Functions, Nothing> = createBirpc<Functions, Nothing>(
      {},
      {
        post: (data) => worker.postMessage(data),
        on: (handle) =>
          worker.on("message", (message) => {
            const heard = read(message);
            if (heard !== undefined) handle(heard);
          }),
        deserialize: (message: Message) => (message.e === undefined ? message : { ...message, e: received(message.e) }),
        timeout: -1,
      },
    );
    let failure: Error | undefined;
    worker.on("error", (error) => {
      failure = error;
    });
    worker.on("exit", (status) => {
      if (this.thread?.worker === worker) this.thread = undefined;
      calls.$close(failure ?? new Error(`The thread ended (${status})`));
    });
    // It shall not keep a process alive that wants to end.
    worker.unref();
    return { worker, calls };
  }
}
