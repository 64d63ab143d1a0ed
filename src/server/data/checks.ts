import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Config } from "../../config/index.ts";
import type { OwnExperiment } from "../../contracts/background.ts";
import type { DataAnswer, DataColumns, DataGuess, DataRequest, KnownData, LookedAt } from "./requests.ts";

/** Milliseconds after which a thread without work ends: it holds the text that it read last. */
const IDLE = 10_000;

type Answer = Exclude<DataAnswer, { error: string }>;
type Ask = DataRequest extends infer R ? (R extends unknown ? Omit<R, "id"> : never) : never;

/**
 * Asks a thread about data. What is wrong with them it finds out for one config at a time: who asks again, or of another, gives up the
 * answer before.
 */
export class DataChecks {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, (answer: Answer | undefined) => void>();
  private checking: number | undefined;
  private last = 0;
  private idle: NodeJS.Timeout | undefined;

  /** `script` is the thread's; `fail` hears of failures of ours. */
  constructor(
    private readonly fail: (why: string) => void,
    private readonly script = join(__dirname, "dataThread.cjs"),
  ) {}

  /** Undefined where the answer is not wanted any more, or there is none. Data that are as they are `known` are not read again. */
  async check(config: Config, file: string, known?: KnownData): Promise<LookedAt | undefined> {
    if (this.checking !== undefined) this.settle(this.checking, undefined);
    const answer = this.ask({ check: { config, file, known } });
    this.checking = this.last;
    const found = await answer;
    return found && "checked" in found ? found.checked : undefined;
  }

  /** Undefined where the file holds nothing to learn from. */
  async guess(guess: DataGuess): Promise<OwnExperiment | undefined> {
    const found = await this.ask({ guess });
    return found && "guessed" in found ? found.guessed : undefined;
  }

  async columns(columns: DataColumns): Promise<readonly string[]> {
    const found = await this.ask({ columns });
    return found && "columns" in found ? found.columns : [];
  }

  private ask(request: Ask): Promise<Answer | undefined> {
    clearTimeout(this.idle);
    const id = ++this.last;
    this.worker ??= this.start();
    this.worker.postMessage({ id, ...request } satisfies DataRequest);
    return new Promise((settle) => this.waiting.set(id, settle));
  }

  private start(): Worker {
    const worker = new Worker(this.script);
    // The server ends when its editor does, whatever is being read.
    worker.unref();
    worker.on("message", (answer: DataAnswer) => {
      if ("error" in answer) this.fail(answer.error);
      this.settle(answer.id, "error" in answer ? undefined : answer);
      if (this.waiting.size === 0) this.idle = setTimeout(() => this.end(worker), IDLE).unref();
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
    for (const id of this.waiting.keys()) this.settle(id, undefined);
  }

  private end(worker: Worker): void {
    if (this.worker === worker) this.worker = undefined;
    worker.terminate().catch(() => {});
  }

  private settle(id: number, answer: Answer | undefined): void {
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
