/** A stretch [from, to) of the elements of a tensor. */
export interface Range {
  from: number;
  to: number;
}

/** Which elements of a tensor have been written, when it is written in parts. */
export class WrittenRanges {
  /** In order, apart from each other. */
  private ranges: Range[] = [];

  /** The parts of a stretch that have not been written. */
  gaps({ from, to }: Range): Range[] {
    const gaps: Range[] = [];
    let at = from;
    for (const range of this.ranges) {
      if (range.to <= at) continue;
      if (range.from >= to) break;
      if (range.from > at) gaps.push({ from: at, to: range.from });
      at = range.to;
    }
    if (at < to) gaps.push({ from: at, to });
    return gaps;
  }

  add({ from, to }: Range): void {
    const apart = this.ranges.filter((range) => range.to < from || range.from > to);
    const touching = this.ranges.filter((range) => !apart.includes(range));
    const whole = {
      from: Math.min(from, ...touching.map((range) => range.from)),
      to: Math.max(to, ...touching.map((range) => range.to)),
    };
    this.ranges = [...apart, whole].sort((a, b) => a.from - b.from);
  }
}
