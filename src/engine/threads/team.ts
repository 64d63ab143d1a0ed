import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { UserError } from "../../base/userError.ts";
import { RUN_DONE, RUN_STOPPED } from "../../core/constants.ts";
import type { Core } from "../core.ts";
import type { Job } from "../memoryPlan.ts";
import { says } from "../messages.ts";
import type { HelperData } from "./helper.ts";
import * as word from "./teamWords.ts";

export interface TeamOptions {
  /** Starts the script of a helper thread. */
  start?: (data: HelperData) => Worker;
  /** Milliseconds without a sign of life after which a helper counts as lost. */
  patience?: number;
}

/** Long enough for the largest single product on a busy machine. */
const PATIENCE = 10_000;
/** Main looks after its helpers this often while it sleeps, milliseconds. */
const GLANCE = 50;

/**
 * The threads of an engine. Main hands each helper a job, does the first itself, and waits for all: it spins briefly, then
 * sleeps. Helpers have cores of their own on the engine's memory, and end with their engine.
 */
export class Team {
  private readonly words: Int32Array;
  private readonly workers: Worker[];
  private readonly patience: number;
  private ticket = 0;
  private lost: UserError | undefined;

  constructor(
    private readonly core: Core,
    control: Int32Array,
    helpers: number,
    { start = startHelper, patience = PATIENCE }: TeamOptions,
  ) {
    if (helpers > 0 && !(control.buffer instanceof SharedArrayBuffer))
      throw new Error("Threads share the control word");
    this.patience = patience;
    const words = new Int32Array(new SharedArrayBuffer(Math.max(1, helpers) * word.SLOT_WORDS * 4));
    this.words = words;
    this.workers = Array.from({ length: helpers }, (_, i) => {
      const { module, memory } = core;
      const worker = start({ module, memory, control, words, slot: i * word.SLOT_WORDS });
      // A thread that waits must not keep the process alive; an engine says when it is done.
      worker.unref();
      worker.on("error", () => {});
      worker.on("exit", () => Atomics.store(words, i * word.SLOT_WORDS + word.LIFE, word.GONE));
      return worker;
    });
  }

  /** Threads, main included. */
  get size(): number {
    return this.workers.length + 1;
  }

  /** Resolves when every helper is ready or has failed to start. */
  async ready(): Promise<void> {
    for (let i = 0; i < this.workers.length; i++) {
      const at = i * word.SLOT_WORDS + word.LIFE;
      while (Atomics.load(this.words, at) === word.STARTING) {
        const waiting = Atomics.waitAsync(this.words, at, word.STARTING, GLANCE);
        if (waiting.async) await waiting.value;
      }
    }
  }

  /**
   * Runs the jobs, the first and those beyond the threads here, one after the other; false when one was stopped. Throws when a
   * helper has died or hangs. With `takeOver`, jobs that a lost helper never began are run here first: the whole is done,
   * and the next run throws.
   */
  run(jobs: readonly Job[], stoppable: boolean, takeOver = false): boolean {
    const shared = Math.min(this.workers.length, jobs.length - 1);
    if (this.lost && shared > 0) throw this.lost;
    const ticket = shared > 0 ? this.nextTicket() : 0;
    for (let i = 0; i < shared; i++) this.handOver(i, jobs[i + 1], stoppable, ticket);
    let done = this.runHere(jobs[0], stoppable);
    for (let i = shared + 1; i < jobs.length && done; i++) done = this.runHere(jobs[i], stoppable);
    for (let i = 0; i < shared; i++) {
      if (this.await(i, ticket)) {
        if (!wasDone(this.words[i * word.SLOT_WORDS + word.OUTCOME])) done = false;
        continue;
      }
      this.lost = lostThread(i + 2, this.size);
      if (!takeOver || !this.claim(i, ticket)) throw this.lost;
      this.runHere(jobs[i + 1], stoppable);
    }
    return done;
  }

  /** Ends the helpers. */
  async dispose(): Promise<void> {
    this.lost ??= new UserError(says.engineEnded());
    for (let i = 0; i < this.workers.length; i++) {
      Atomics.store(this.words, i * word.SLOT_WORDS + word.TICKET, word.QUIT);
      Atomics.notify(this.words, i * word.SLOT_WORDS + word.TICKET);
    }
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private nextTicket(): number {
    this.ticket = this.ticket === 0x7fffffff ? 1 : this.ticket + 1;
    return this.ticket;
  }

  private handOver(helper: number, { program, bytes, bases }: Job, stoppable: boolean, ticket: number): void {
    const { words } = this;
    const slot = helper * word.SLOT_WORDS;
    words[slot + word.PROGRAM] = program;
    words[slot + word.PROGRAM_BYTES] = bytes;
    words[slot + word.BASES] = bases;
    words[slot + word.STOPPABLE] = stoppable ? 1 : 0;
    Atomics.store(words, slot + word.TICKET, ticket);
    if (Atomics.load(words, slot + word.ASLEEP) === 1) Atomics.notify(words, slot + word.TICKET);
  }

  private runHere({ program, bytes, bases }: Job, stoppable: boolean): boolean {
    return wasDone(this.core.run(program, bytes, bases, stoppable));
  }

  /** Waits until the helper has ended its job; false when it is lost. */
  private await(helper: number, ticket: number): boolean {
    const { words } = this;
    const slot = helper * word.SLOT_WORDS;
    const at = slot + word.DONE;
    for (let i = 0; i < word.SPINS; i++) {
      if (Atomics.load(words, at) === ticket) return true;
      word.pause();
    }
    Atomics.store(words, slot + word.AWAITED, 1);
    let beats = Atomics.load(words, slot + word.BEATS);
    // Counted in glances, not by a clock: a machine that slept has not lost its threads.
    let silent = 0;
    for (;;) {
      const done = Atomics.load(words, at);
      if (done === ticket) break;
      if (Atomics.load(words, slot + word.LIFE) === word.GONE || silent * GLANCE > this.patience) return false;
      Atomics.wait(words, at, done, GLANCE);
      const now = Atomics.load(words, slot + word.BEATS);
      silent = now === beats ? silent + 1 : 0;
      beats = now;
    }
    Atomics.store(words, slot + word.AWAITED, 0);
    return true;
  }

  /** Takes the job from a helper that has not begun it, so that it never will. */
  private claim(helper: number, ticket: number): boolean {
    const at = helper * word.SLOT_WORDS + word.CLAIMED;
    const before = Atomics.load(this.words, at);
    return before !== ticket && Atomics.compareExchange(this.words, at, before, ticket) === before;
  }
}

/** False when stopped. */
function wasDone(outcome: number): boolean {
  if (outcome === RUN_DONE) return true;
  if (outcome === RUN_STOPPED) return false;
  throw new Error(`The core does not know an instruction (${outcome})`);
}

function startHelper(workerData: HelperData): Worker {
  // Beside the bundle when packaged, in dist/ when the sources run as they are.
  const places = [
    new URL("./helperThread.js", import.meta.url),
    new URL("../../../dist/helperThread.js", import.meta.url),
  ];
  // What it has of JavaScript is Node.js itself: with room for more, V8 takes 2 MB more.
  const resourceLimits = { maxOldGenerationSizeMb: 16 };
  return new Worker(places.find((place) => existsSync(place)) ?? places[0], { workerData, resourceLimits });
}

function lostThread(number: number, threads: number): UserError {
  return new UserError(says.threadLost({ number, threads }));
}
