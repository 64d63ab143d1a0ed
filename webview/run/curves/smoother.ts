/**
 * Exponential moving average, divided by the weight it has gathered so far: so the first points are not drawn towards
 * zero (as Adam's moments are corrected; Kingma and Ba, 2015).
 */
export class Smoother {
  private sum = 0;
  private gathered = 0;

  /** @param past share of the past in each new value: 0 leaves a curve as it is, 0.99 hardly follows it */
  constructor(private readonly past: number) {}

  /** Passes over what is not finite. */
  next(value: number): number {
    if (!Number.isFinite(value)) return Number.NaN;
    this.sum = this.past * this.sum + (1 - this.past) * value;
    this.gathered = this.past * this.gathered + (1 - this.past);
    return this.sum / this.gathered;
  }
}
