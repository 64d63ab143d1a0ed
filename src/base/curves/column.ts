/** Rows under one entry of a level, and entries under one of the next. */
const SHIFT = 4;
/** 16^7 rows and more are scanned in stretches of that many. */
const MOST_LEVELS = 7;
/** An entry whose rows have no number. */
const NONE = 0xffff_ffff;

/** Where the lowest and the highest number of each stretch of 16, 256, … rows are. Only whole stretches have an entry. */
class Level {
  lowest = new Uint32Array(16);
  highest = new Uint32Array(16);
  length = 0;

  push(lowest: number, highest: number): void {
    if (this.length === this.lowest.length) {
      this.lowest = grown(this.lowest, new Uint32Array(2 * this.length));
      this.highest = grown(this.highest, new Uint32Array(2 * this.length));
    }
    this.lowest[this.length] = lowest;
    this.highest[this.length++] = highest;
  }
}

/**
 * Numbers of a curve, one a row, NaN where there is none. It grows at its end in amortised constant time, is cut there in no time, and
 * finds the extremes of any stretch in logarithmic time: above the numbers lies a pyramid of where the extremes of stretches are, which
 * is built when somebody asks.
 */
export class Column {
  private numbers = new Float64Array(64);
  private count = 0;
  private readonly levels: Level[] = [];
  /** Rises when rows that were there are gone or others. */
  version = 0;

  get length(): number {
    return this.count;
  }

  /** The numbers, and after `length` of them space; another array when it has grown. */
  get values(): Float64Array {
    return this.numbers;
  }

  push(value: number): void {
    this.reserve(this.count + 1);
    this.numbers[this.count++] = value;
  }

  append(values: Float64Array): void {
    this.reserve(this.count + values.length);
    this.numbers.set(values, this.count);
    this.count += values.length;
  }

  /** Rows without a number. */
  skip(rows: number): void {
    this.reserve(this.count + rows);
    this.numbers.fill(Number.NaN, this.count, this.count + rows);
    this.count += rows;
  }

  /** Forgets all rows from this one on. */
  cut(length: number): void {
    if (length >= this.count) return;
    this.count = length;
    this.version++;
    this.levels.forEach((level, i) => {
      level.length = Math.min(level.length, length >>> (SHIFT * (i + 1)));
    });
  }

  /** Row of the lowest number among rows from … to − 1, the first of equals; −1 where there is no number. */
  lowest(from: number, to: number): number {
    return this.find(from, to, false);
  }

  /** As `lowest`, of the highest. */
  highest(from: number, to: number): number {
    return this.find(from, to, true);
  }

  /** The first row from `begin` on whose number is at least `value`, of a column that rises; `length` where all are less. */
  firstFrom(value: number, begin = 0): number {
    const { numbers } = this;
    let low = begin;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (numbers[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private find(from: number, to: number, highest: boolean): number {
    this.build();
    const { numbers, levels } = this;
    const end = Math.min(to, this.count);
    let best = -1;
    let extreme = Number.NaN;
    for (let row = Math.max(0, from); row < end; ) {
      // The largest stretch that begins here, ends in time and has its entry.
      let level = 0;
      let size = 1;
      while (level < levels.length) {
        const next = size << SHIFT;
        const fits = (row & (next - 1)) === 0 && row + next <= end;
        if (!fits || row >>> (SHIFT * (level + 1)) >= levels[level].length) break;
        size = next;
        level++;
      }
      let at = row;
      if (level > 0) {
        const entry = row >>> (SHIFT * level);
        at = highest ? levels[level - 1].highest[entry] : levels[level - 1].lowest[entry];
      }
      const value = at === NONE ? Number.NaN : numbers[at];
      if (best < 0 ? !Number.isNaN(value) : highest ? value > extreme : value < extreme) {
        best = at;
        extreme = value;
      }
      row += size;
    }
    return best;
  }

  /** Whichever of two rows has the more extreme number; −1 and `NONE` are no rows. */
  private better(best: number, row: number, highest: boolean): number {
    const { numbers } = this;
    if (row === NONE || Number.isNaN(numbers[row])) return best;
    if (best < 0) return row;
    return (highest ? numbers[row] > numbers[best] : numbers[row] < numbers[best]) ? row : best;
  }

  private build(): void {
    for (let i = 0; i < MOST_LEVELS; i++) {
      const below = i === 0 ? this.count : this.levels[i - 1].length;
      const whole = below >>> SHIFT;
      if (whole === 0) return;
      this.levels[i] ??= new Level();
      const level = this.levels[i];
      for (let entry = level.length; entry < whole; entry++) this.summarise(level, i, entry);
    }
  }

  private summarise(level: Level, i: number, entry: number): void {
    let lowest = -1;
    let highest = -1;
    for (let at = entry << SHIFT; at < (entry + 1) << SHIFT; at++) {
      lowest = this.better(lowest, i === 0 ? at : this.levels[i - 1].lowest[at], false);
      highest = this.better(highest, i === 0 ? at : this.levels[i - 1].highest[at], true);
    }
    level.push(lowest < 0 ? NONE : lowest, highest < 0 ? NONE : highest);
  }

  private reserve(length: number): void {
    if (length <= this.numbers.length) return;
    this.numbers = grown(this.numbers, new Float64Array(Math.max(length, 2 * this.numbers.length)));
  }
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
