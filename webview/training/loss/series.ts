import type { Curve } from "../../../src/contracts/trainingPanel.ts";

/**
 * A curve that grows, with at most `limit` points: when there are more, neighbours are averaged two by two, and the
 * chart still shows every turn that its pixels can.
 */
export class Series {
  steps: number[] = [];
  /** NaN where a loss was not finite. */
  loss: number[] = [];
  /** Rises whenever points changed that were there before; what was only appended leaves it. */
  version = 0;

  constructor(private readonly limit = 20_000) {}

  replace(curve: Curve): void {
    this.steps = [];
    this.loss = [];
    this.version++;
    this.append(curve);
  }

  /**
   * A resumed training repeats steps after its checkpoint: points there make way for the new ones.
   * @returns whether there were such points
   */
  append({ steps, loss }: Curve): boolean {
    if (steps.length === 0) return false;
    const repeats = this.dropFrom(steps[0]);
    for (let i = 0; i < steps.length; i++) {
      this.steps.push(steps[i]);
      this.loss.push(loss[i] ?? Number.NaN);
    }
    while (this.steps.length > this.limit) this.halve();
    return repeats;
  }

  /** Forgets the points of this step and later ones; tells whether there were any. */
  dropFrom(step: number): boolean {
    let kept = this.steps.length;
    while (kept > 0 && this.steps[kept - 1] >= step) kept--;
    if (kept === this.steps.length) return false;
    this.steps.length = kept;
    this.loss.length = kept;
    this.version++;
    return true;
  }

  private halve(): void {
    const { steps, loss } = this;
    const half = Math.floor(steps.length / 2);
    for (let i = 0; i < half; i++) {
      steps[i] = steps[2 * i + 1];
      loss[i] = (loss[2 * i] + loss[2 * i + 1]) / 2;
    }
    if (steps.length % 2 === 1) {
      steps[half] = steps[steps.length - 1];
      loss[half] = loss[steps.length - 1];
      steps.length = loss.length = half + 1;
    } else {
      steps.length = loss.length = half;
    }
    this.version++;
  }
}
