/** Frames before and after that a rate of change is fitted to. */
const REACH = 4;

/**
 * The slope of the line, and twice the leading coefficient of the parabola, that fit nine frames best (Savitzky–Golay), as
 * `librosa.feature.delta(width=9, mode="nearest")` of order 1 and 2: before the first frame stands the first, after the last the last.
 */
const SLOPES = Float64Array.from({ length: 9 }, (_, i) => (i - REACH) / 60);
const CURVES = Float64Array.from({ length: 9 }, (_, i) => ((i - REACH) ** 2 - 20 / 3) / 154);

type Take = (frame: Float64Array) => void;

/** Puts the rates of change of order 1 to `order` behind the numbers of each frame, which come one after the other. */
export class Deltas {
  /** The last nine frames, the newest last. */
  private readonly recent: Float64Array[] = [];
  private seen = 0;
  private readonly out: Float64Array;

  constructor(
    private readonly width: number,
    private readonly order: number,
    private readonly take: Take,
  ) {
    this.out = new Float64Array(width * (1 + order));
  }

  push(frame: Float64Array): void {
    const own = this.recent.length > 2 * REACH ? this.recent.shift()! : new Float64Array(this.width);
    own.set(frame);
    if (this.seen === 0) for (let i = 0; i < REACH; i++) this.recent.push(Float64Array.from(frame));
    this.recent.push(own);
    this.seen++;
    if (this.recent.length > 2 * REACH) this.emit();
  }

  end(): void {
    if (this.seen === 0) return;
    const last = Float64Array.from(this.recent[this.recent.length - 1]);
    for (let left = Math.min(this.seen, REACH); left > 0; ) {
      if (this.recent.length > 2 * REACH) this.recent.shift();
      this.recent.push(last);
      if (this.recent.length <= 2 * REACH) continue;
      this.emit();
      left--;
    }
  }

  private emit(): void {
    const { recent, width, out } = this;
    out.set(recent[REACH]);
    for (let order = 1; order <= this.order; order++) {
      const weights = order === 1 ? SLOPES : CURVES;
      for (let f = 0; f < width; f++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * recent[i][f];
        out[order * width + f] = sum;
      }
    }
    this.take(out);
  }
}
