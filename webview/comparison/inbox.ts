/** Milliseconds of a frame that messages may take; those that are left have the next one. */
const FRAME = 5;

/**
 * Messages in the order in which they came, as many in a frame as there is time for: the rows of twenty long runs come at once, and
 * would keep the page from drawing until the last of them has been read.
 */
export class Inbox {
  private readonly waiting: MessageEvent[] = [];
  /** Milliseconds that messages have taken since the last frame began. */
  private spent = 0;
  private isCounting = false;

  constructor(private readonly handle: (data: unknown) => void) {}

  add(event: MessageEvent): void {
    this.waiting.push(event);
    this.work();
  }

  private work(): void {
    const began = performance.now() - this.spent;
    let done = 0;
    while (done < this.waiting.length && this.spent < FRAME) {
      this.handle(this.waiting[done++].data);
      this.spent = performance.now() - began;
    }
    this.waiting.splice(0, done);
    if (!this.isCounting) requestAnimationFrame(() => this.beginFrame());
    this.isCounting = true;
  }

  private beginFrame(): void {
    [this.spent, this.isCounting] = [0, false];
    if (this.waiting.length > 0) this.work();
  }
}
