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

  /** Makes room for so many entries. */
  reserve(length: number): void {
    if (length <= this.lowest.length) return;
    const room = Math.max(length, 2 * this.lowest.length);
    this.lowest = new Uint32Array(larger(this.lowest, room));
    this.highest = new Uint32Array(larger(this.highest, room));
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
  /** Where `find` has found the extremes. */
  low = -1;
  high = -1;
  /** Rises when rows that were there are gone or others. */
  version = 0;

  get length(): number {
    return this.count;
  }

  /** The numbers, and after `length` of them space. When it grows, it is another array, and the one before is empty. */
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

  /** Adds rows whose numbers the caller sets before anybody asks for them. */
  extend(rows: number): void {
    this.reserve(this.count + rows);
    this.count += rows;
  }

  /** Rows without a number. */
  skip(rows: number): void {
    this.extend(rows);
    this.numbers.fill(Number.NaN, this.count - rows, this.count);
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
    this.find(from, to);
    return this.low;
  }

  /** As `lowest`, of the highest. */
  highest(from: number, to: number): number {
    this.find(from, to);
    return this.high;
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

  /** Leaves in `low` and `high` where the extremes among rows from … to − 1 are, −1 where there is no number. */
  find(from: number, to: number): void {
    this.build();
    const end = Math.min(to, this.count);
    let row = Math.max(0, from);
    this.low = this.high = -1;
    // Up to ever larger stretches, as long as a whole one of the next size follows, and down again to the end.
    let level = 0;
    for (; level < this.levels.length; level++) {
      const size = 1 << (SHIFT * (level + 1));
      const edge = Math.ceil(row / size) * size;
      if (edge + size > end) break;
      this.look(level, row, edge);
      row = edge;
    }
    for (; level >= 0; level--) {
      const edge = end - (end % (1 << (SHIFT * level)));
      if (edge <= row) continue;
      this.look(level, row, edge);
      row = edge;
    }
  }

  /** Looks through whole stretches of a level, 0: through the rows themselves. */
  private look(level: number, from: number, to: number): void {
    const { numbers } = this;
    let { low, high } = this;
    let [lowest, highest] = [numbers[low], numbers[high]];
    if (level === 0) {
      for (let row = from; row < to; row++) {
        const value = numbers[row];
        if (value < lowest || (low < 0 && !Number.isNaN(value))) [low, lowest] = [row, value];
        if (value > highest || (high < 0 && !Number.isNaN(value))) [high, highest] = [row, value];
      }
    } else {
      const entries = this.levels[level - 1];
      for (let entry = from >>> (SHIFT * level); entry < to >>> (SHIFT * level); entry++) {
        const row = entries.lowest[entry];
        if (row === NONE) continue;
        const value = numbers[row];
        if (low < 0 || value < lowest) [low, lowest] = [row, value];
        const other = entries.highest[entry];
        if (high < 0 || numbers[other] > highest) [high, highest] = [other, numbers[other]];
      }
    }
    [this.low, this.high] = [low, high];
  }

  /** Builds the pyramid as far as there are rows: it takes the longer the more have come. */
  build(): void {
    for (let i = 0; i < MOST_LEVELS; i++) {
      const below = i === 0 ? this.count : this.levels[i - 1].length;
      const whole = below >>> SHIFT;
      if (whole === 0) return;
      this.levels[i] ??= new Level();
      const level = this.levels[i];
      level.reserve(whole);
      for (let entry = level.length; entry < whole; entry++) {
        this.low = this.high = -1;
        this.look(i, entry << (SHIFT * (i + 1)), (entry + 1) << (SHIFT * (i + 1)));
        level.lowest[entry] = this.low < 0 ? NONE : this.low;
        level.highest[entry] = this.high < 0 ? NONE : this.high;
      }
      level.length = Math.max(level.length, whole);
    }
  }

  private reserve(length: number): void {
    if (length <= this.numbers.length) return;
    // What comes at once leaves room for what follows, too.
    const room = Math.max(Math.ceil(1.25 * length), 2 * this.numbers.length);
    this.numbers = new Float64Array(larger(this.numbers, room));
  }
}

/** The bytes of an array with room for more of its numbers. What they were in is let go at once, before the garbage is collected. */
function larger(
  { buffer, BYTES_PER_ELEMENT }: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  length: number,
): ArrayBuffer {
  return buffer.transfer(length * BYTES_PER_ELEMENT);
}
