/** Calls `action` at once, then at most once in `interval` milliseconds; what was asked for meanwhile is done at its end. */
export class Throttle {
  private timer: NodeJS.Timeout | undefined;
  private wanted = false;

  constructor(
    private readonly interval: number,
    private readonly action: () => void,
  ) {}

  request(): void {
    if (this.timer !== undefined) this.wanted = true;
    else this.run();
  }

  /** Forgets what was asked for, but not when it last ran. */
  cancel(): void {
    this.wanted = false;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.wanted = false;
  }

  private run(): void {
    this.wanted = false;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.wanted) this.run();
    }, this.interval);
    this.action();
  }
}
