import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Config } from "../config/index.ts";
import type { DataCheckAnswer, DataCheckRequest, LookedAt } from "../protocol/dataChecks.ts";

/** Milliseconds after which a thread without work ends: it holds the text that it read last. */
const IDLE = 10_000;

/** Asks a thread what is wrong with data, one config at a time: who asks again, or of another, gives up the answer before. */
export class DataChecks {
  private worker: Worker | undefined;
  private waiting: { id: number; settle: (found: LookedAt | undefined) => void } | undefined;
  private last = 0;
  private idle: NodeJS.Timeout | undefined;

  /** `script` is the thread's; `fail` hears of failures of ours. */
  constructor(
    private readonly fail: (why: string) => void,
    private readonly script = join(__dirname, "dataThread.cjs"),
  ) {}

  /** Undefined where the answer is not wanted any more, or there is none. Data whose stamp is `known` are not read again. */
  ask(config: Config, file: string, known?: string): Promise<LookedAt | undefined> {
    clearTimeout(this.idle);
    this.settle(undefined);
    const id = ++this.last;
    const request: DataCheckRequest = { id, config, file, known };
    this.worker ??= this.start();
    this.worker.postMessage(request);
    return new Promise((settle) => {
      this.waiting = { id, settle };
    });
  }

  private start(): Worker {
    const worker = new Worker(this.script);
    // The server ends when its editor does, whatever is being read.
    worker.unref();
    worker.on("message", (answer: DataCheckAnswer) => {
      if (answer.id !== this.waiting?.id) return;
      if ("error" in answer) this.fail(answer.error);
      this.settle("stamp" in answer ? answer : undefined);
      this.idle = setTimeout(() => this.end(worker), IDLE).unref();
    });
    worker.on("error", (error) => {
      this.fail(String(error));
      this.lose(worker);
    });
    worker.on("exit", () => this.lose(worker));
    return worker;
  }

  private lose(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.settle(undefined);
  }

  private end(worker: Worker): void {
    if (this.worker === worker) this.worker = undefined;
    worker.terminate().catch(() => {});
  }

  private settle(found: LookedAt | undefined): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.settle(found);
  }
}
