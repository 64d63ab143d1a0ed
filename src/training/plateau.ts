interface PlateauOptions {
  factor: number;
  patience: number;
  threshold: number;
  cooldown: number;
  minimum: number;
}

/** A cut of the rate by less than this is not made, as in PyTorch. */
const SMALLEST_CUT = 1e-8;

/**
 * The cuts of torch.optim.lr_scheduler.ReduceLROnPlateau, threshold_mode "rel", mode "min", or "max" where `rises`; one validation is
 * one of its steps.
 */
export class Plateau {
  /** What the base rate is multiplied by: relative, so that a base rate changed at a resume keeps the cuts. */
  scale = 1;
  private best: number;
  private bad = 0;
  private cooling = 0;

  constructor(
    private readonly options: PlateauOptions,
    /** The base rate that is cut. */
    public base: number,
    private readonly rises = false,
  ) {
    this.best = this.worst;
  }

  private get worst(): number {
    return this.rises ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  validated(value: number): void {
    const { patience, threshold, cooldown } = this.options;
    if (this.rises ? value > this.best * (1 + threshold) : value < this.best * (1 - threshold)) {
      this.best = value;
      this.bad = 0;
    } else this.bad++;
    if (this.cooling > 0) {
      this.cooling--;
      this.bad = 0;
    }
    if (this.bad <= patience) return;
    this.cut();
    this.cooling = cooldown;
    this.bad = 0;
  }

  private cut(): void {
    const { base, scale } = this;
    const { factor, minimum } = this.options;
    const rate = Math.max(base * scale * factor, minimum);
    if (base * scale - rate > SMALLEST_CUT) this.scale = rate / base;
  }

  save(): (number | null)[] {
    // JSON has no infinity.
    return [this.scale, Number.isFinite(this.best) ? this.best : null, this.bad, this.cooling];
  }

  /** False when it does not fit. */
  restore(saved: unknown): boolean {
    if (!Array.isArray(saved) || saved.length !== 4) return false;
    const [scale, best, bad, cooling] = saved;
    const counts = Number.isSafeInteger(bad) && Number.isSafeInteger(cooling);
    if (!(scale > 0) || !(best === null || typeof best === "number") || !counts) return false;
    this.scale = scale;
    this.best = best ?? this.worst;
    this.bad = bad;
    this.cooling = cooling;
    return true;
  }
}
