/** Figures of a step that a row of the metrics log tells the means of. */
interface StepFigures {
  loss: number;
  /** Before clipping. */
  gradientNorm: number;
  tokens: number;
}

/** Figures of its update. */
interface Update {
  clippedNorm: number;
  clipped: boolean;
  updateRatio: number;
}

/** The means over the steps since the last row of the metrics log; saved with a checkpoint, so that a resume leaves no trace. */
export class Interval {
  private steps = 0;
  private loss = 0;
  private gradientNorm = 0;
  private clippedNorm = 0;
  private clipped = 0;
  private updateRatio = 0;
  private tokens = 0;
  private seconds = 0;

  add({ loss, gradientNorm, tokens }: StepFigures, update: Update, seconds: number): void {
    this.steps++;
    this.loss += loss;
    this.gradientNorm += gradientNorm;
    this.clippedNorm += update.clippedNorm;
    if (update.clipped) this.clipped++;
    // Weights that are all 0 have no ratio.
    if (Number.isFinite(update.updateRatio)) this.updateRatio += update.updateRatio;
    this.tokens += tokens;
    this.seconds += seconds;
  }

  get empty(): boolean {
    return this.steps === 0;
  }

  /** The means, and begins anew. */
  take() {
    const { steps, tokens, seconds } = this;
    const means = {
      loss: this.loss / steps,
      gradientNorm: this.gradientNorm / steps,
      clippedNorm: this.clippedNorm / steps,
      clippedShare: this.clipped / steps,
      updateRatio: this.updateRatio / steps,
      tokensPerSecond: seconds > 0 ? tokens / seconds : 0,
    };
    this.restore(NOTHING);
    return means;
  }

  save(): number[] {
    const { steps, loss, gradientNorm, clippedNorm, clipped, updateRatio, tokens, seconds } = this;
    return [steps, loss, gradientNorm, clippedNorm, clipped, updateRatio, tokens, seconds];
  }

  /** Takes over what `save` gave, null standing for nothing; false when it does not fit. */
  restore(saved: unknown): boolean {
    const sums = saved ?? NOTHING;
    if (!Array.isArray(sums) || sums.length !== NOTHING.length || !sums.every(Number.isFinite)) return false;
    [this.steps, this.loss, this.gradientNorm, this.clippedNorm] = sums;
    [, , , , this.clipped, this.updateRatio, this.tokens, this.seconds] = sums;
    return true;
  }
}

const NOTHING: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];
