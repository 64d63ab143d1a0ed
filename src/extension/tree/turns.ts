/** Milliseconds of one turn of the event loop; what is left then has the next. */
const MOST = 5;

/** Many small pieces of work that are asked for at once: they leave the event loop to others in between. */
export class Turns {
  private spent = 0;
  /** Resolves in the next turn; undefined before anything was done in this one. */
  private next: Promise<void> | undefined;

  /** Does it now where this turn has time for it, else in one that follows, in the order in which it was asked for. */
  take<T>(work: () => T): T | Promise<T> {
    if (this.next !== undefined && this.spent >= MOST) return this.next.then(() => this.take(work));
    this.next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      [this.spent, this.next] = [0, undefined];
    });
    const began = performance.now();
    try {
      return work();
    } finally {
      this.spent += performance.now() - began;
    }
  }
}
