import { hasBeenCancelled } from "../base/cancellation.ts";
import { type Deferred, deferred } from "../base/deferred.ts";
import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

/** How often a training that is paused looks around, milliseconds. */
const LOOK_EVERY = 250;

/** What a loop does where it is held. */
export interface Held {
  /** Writes a checkpoint. */
  save(): Promise<void>;
  /** Looks after what may happen to a run that stands still. */
  look(): Promise<void>;
}

/**
 * The hand on the wheel of a training. A loop asks it before each step whether it is held (`isHeld`), and then `hold`s: what others
 * have asked for is done there, and nowhere else; while the training is paused it waits, and still does what is asked for. None
 * of it changes a bit of the training, unless what is asked for does.
 */
export class Wheel {
  private pausedBefore = 0;
  private wanted = false;
  private pausedAt: number | undefined;
  /** There is something that no checkpoint has. */
  private isUnsaved = false;
  private isOver = false;
  private readonly jobs: (() => Promise<void>)[] = [];
  private readonly pausers: Deferred<void>[] = [];
  /** Of the one step that is taken while it is paused. */
  private single: { taken: boolean; done: Deferred<void> } | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly signal?: AbortSignal) {
    signal?.addEventListener("abort", () => this.wake?.(), { once: true });
  }

  /** Milliseconds that it has been paused. */
  get pausedFor(): number {
    return this.pausedBefore + (this.pausedAt === undefined ? 0 : performance.now() - this.pausedAt);
  }

  get isPaused(): boolean {
    return this.pausedAt !== undefined;
  }

  /** Allocates nothing. */
  get isHeld(): boolean {
    return this.jobs.length > 0 || this.wanted;
  }

  /** Does something between two steps. @throws UserError where the training ends before */
  async between<R>(job: () => R | Promise<R>): Promise<R> {
    if (this.isOver) throw hasEnded();
    const { promise, resolve, reject } = deferred<R>();
    this.jobs.push(async () => {
      if (this.isOver) reject(hasEnded());
      else await Promise.resolve().then(job).then(resolve, reject);
    });
    this.wake?.();
    return await promise;
  }

  /** Resolves when it stands still, and a checkpoint is written. */
  async pause(): Promise<void> {
    if (this.isOver) throw hasEnded();
    if (this.isPaused) return;
    const pauser = deferred<void>();
    this.pausers.push(pauser);
    this.wanted = true;
    this.wake?.();
    await pauser.promise;
  }

  /** Goes on; who waits for a pause waits no longer. */
  goOn(): void {
    if (this.isOver) throw hasEnded();
    this.wanted = false;
    for (const { resolve } of this.pausers.splice(0)) resolve();
    this.endPause();
    this.wake?.();
  }

  /** Pauses, takes one step, and resolves when it is paused again, or the training has ended. */
  async step(): Promise<void> {
    await this.pause();
    const { done } = await this.between(() => {
      this.single ??= { taken: false, done: deferred<void>() };
      return this.single;
    });
    await done.promise;
  }

  /** Something has changed that a checkpoint must have: one that was written when it paused is written again. */
  changed(): void {
    this.isUnsaved = true;
    this.wake?.();
  }

  /** Of a loop, before a step: returns when the step may be taken. */
  async hold({ save, look }: Held): Promise<void> {
    if (this.single?.taken) this.isUnsaved = true;
    for (;;) {
      await this.doJobs();
      if (!this.wanted) return;
      if (this.isUnsaved || !this.isPaused) await this.standStill(save);
      if (this.single?.taken) this.endSingle();
      else if (this.single !== undefined) {
        this.single.taken = true;
        return;
      }
      if (this.signal && hasBeenCancelled(this.signal)) return;
      if (this.jobs.length === 0 && this.wanted) await this.woken();
      await look();
    }
  }

  /** The training takes no more steps: whoever waits hears that. */
  async end(): Promise<void> {
    this.isOver = true;
    this.endPause();
    for (const { reject } of this.pausers.splice(0)) reject(hasEnded());
    this.endSingle();
    await this.doJobs();
  }

  private endPause(): void {
    this.pausedBefore = this.pausedFor;
    this.pausedAt = undefined;
  }

  private endSingle(): void {
    this.single?.done.resolve();
    this.single = undefined;
  }

  private async doJobs(): Promise<void> {
    for (let job = this.jobs.shift(); job !== undefined; job = this.jobs.shift()) await job();
  }

  private async standStill(save: () => Promise<void>): Promise<void> {
    try {
      this.isUnsaved = false;
      await save();
      // Somebody may have thought better of it meanwhile.
      if (this.wanted) this.pausedAt ??= performance.now();
      for (const { resolve } of this.pausers.splice(0)) resolve();
    } catch (error) {
      if (this.isPaused) throw error;
      this.wanted = false;
      for (const { reject } of this.pausers.splice(0)) reject(error);
    }
  }

  private async woken(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }
}

function hasEnded(): UserError {
  return new UserError(says.hasEnded());
}
