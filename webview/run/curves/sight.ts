/** A range of steps. */
export interface Range {
  from: number;
  to: number;
}

/** Less than so many steps is not looked at. */
const NARROWEST = 2;

/** Which steps are in sight: all of them, also those to come, or a range that stays while rows arrive. */
export class Sight {
  /** Steps that there are: from 0 on. */
  end = 1;

  constructor(private chosen: Range | undefined) {}

  /** Undefined where everything is in sight. */
  get range(): Range | undefined {
    return this.chosen;
  }

  get shown(): Range {
    return this.chosen ?? { from: 0, to: this.end };
  }

  showAll(): void {
    this.chosen = undefined;
  }

  show(from: number, to: number): void {
    const { end } = this;
    const width = Math.min(Math.max(NARROWEST, to - from), end);
    const middle = (from + to) / 2;
    const left = Math.min(Math.max(0, middle - width / 2), end - width);
    this.chosen = width >= end ? undefined : { from: left, to: left + width };
  }

  /** @param factor 2 shows half as many steps; `step` stays where it is */
  zoom(factor: number, step = (this.shown.from + this.shown.to) / 2): void {
    const { from, to } = this.shown;
    const width = Math.max(NARROWEST, (to - from) / factor);
    const share = (step - from) / (to - from);
    this.show(step - share * width, step + (1 - share) * width);
  }

  /** @param share of what is in sight; to later steps where it is positive */
  pan(share: number): void {
    const { from, to } = this.shown;
    if (this.chosen === undefined) return;
    const by = Math.min(Math.max(share * (to - from), -from), this.end - to);
    this.show(from + by, to + by);
  }
}
