/** The means over the steps since the last row of the metrics log; saved with a checkpoint, so that a resume leaves no trace. */
export class Interval {
  private steps = 0;
  private loss = 0;
  private gradientNorm = 0;
  private tokens = 0;
  private seconds = 0;

  add(loss: number, gradientNorm: number, tokens: number, seconds: number): void {
    this.steps++;
    this.loss += loss;
    this.gradientNorm += gradientNorm;
    this.tokens += tokens;
    this.seconds += seconds;
  }

  get empty(): boolean {
    return this.steps === 0;
  }

  /** The means, and begins anew. */
  take(): { loss: number; gradientNorm: number; tokensPerSecond: number } {
    const { steps, tokens, seconds } = this;
    const means = {
      loss: this.loss / steps,
      gradientNorm: this.gradientNorm / steps,
      tokensPerSecond: seconds > 0 ? tokens / seconds : 0,
    };
    this.restore([0, 0, 0, 0, 0]);
    return means;
  }

  save(): number[] {
    return [this.steps, this.loss, this.gradientNorm, this.tokens, this.seconds];
  }

  restore(saved: readonly number[]): void {
    [this.steps, this.loss, this.gradientNorm, this.tokens, this.seconds] = saved;
  }
}
