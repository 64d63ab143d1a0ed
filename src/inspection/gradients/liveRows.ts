import type { StepBack } from "./stepBack.ts";

/** Rows of the programs: as few are taken back as there are. */
const SIZES = [1, 4, 16, 64];

/** Most losses that go back together: what their steps make stays in the second cache. */
export const MOST_ROWS = 64;

/** The gradients of losses that go back together, a row each, of those alone that are not over. */
export class LiveRows {
  private readonly programs = new Map<number, StepBack>();
  private current: StepBack;
  private readonly losses: number[] = [];

  /** `load`: what takes so many rows back; `widths`: of the states. */
  constructor(
    private readonly load: (rows: number) => StepBack,
    private readonly widths: readonly number[],
  ) {
    this.current = this.program(SIZES[0]);
  }

  /** Names of what the backward pass reads of the forward pass. */
  get reads(): readonly string[] {
    return this.current.reads;
  }

  get count(): number {
    return this.losses.length;
  }

  /** By state (rows,width); the rows are those of `loss`. */
  get gradients(): StepBack["gradients"] {
    return this.current.gradients;
  }

  /** The loss of a row. */
  loss(row: number): number {
    return this.losses[row];
  }

  clear(): void {
    this.losses.length = 0;
  }

  /** A row for a loss; it is to be written whole. */
  add(loss: number): number {
    const row = this.losses.push(loss) - 1;
    this.fit();
    return row;
  }

  /** Takes the last row to the place of one that is over. */
  remove(row: number): void {
    const last = this.losses.length - 1;
    this.losses[row] = this.losses[last];
    this.losses.pop();
    this.each((gradient, width) => gradient.copyWithin(row * width, last * width, (last + 1) * width));
  }

  /** From what step t handed on to what step t−1 handed on. */
  back(t: number, made: ReadonlyMap<string, Float32Array>): void {
    this.fit();
    // Rows that nobody looks at stay finite.
    this.each((gradient, width) => gradient.fill(0, this.count * width));
    this.current.back(t, made);
  }

  /** Goes on with the program of the fewest rows. */
  private fit(): void {
    const next = this.program(SIZES.find((size) => size >= this.count)!);
    const { current, count } = this;
    if (next === current) return;
    this.current = next;
    const rows = Math.min(count, current.rows);
    this.each((gradient, width, i) => gradient.set(current.gradients[i]!.subarray(0, rows * width)));
  }

  private program(rows: number): StepBack {
    const found = this.programs.get(rows) ?? this.load(rows);
    this.programs.set(rows, found);
    return found;
  }

  private each(use: (gradient: Float32Array, width: number, state: number) => void): void {
    this.gradients.forEach((gradient, i) => {
      if (gradient) use(gradient, this.widths[i], i);
    });
  }
}
