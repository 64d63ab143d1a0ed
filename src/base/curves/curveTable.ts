import { Column } from "./column.ts";
import { type CurveBlock, MOST_COLUMNS } from "./curveBlock.ts";

/** Rows of a run with a column for each figure; steps rise. */
export class CurveTable {
  readonly steps = new Column();
  private readonly figures = new Map<string, Column>();

  get length(): number {
    return this.steps.length;
  }

  /** Figures that some row has had, in the order in which they came. */
  get names(): string[] {
    return [...this.figures.keys()];
  }

  column(name: string): Column | undefined {
    return name === "step" ? this.steps : this.figures.get(name);
  }

  append({ columns, after, values }: CurveBlock): void {
    this.cutAfter(after);
    const numbers = new Float64Array(values);
    const rows = numbers.length / columns.length;
    const steps = numbers.subarray(0, rows);
    // Almost always all at once: who trains steps again after a resume says so, but a log may come from anywhere.
    for (let from = 0, to = 0; from < rows; from = to) {
      if (this.length > 0 && steps[from] <= this.steps.values[this.length - 1])
        this.cut(this.steps.firstFrom(steps[from]));
      for (to = from + 1; to < rows && steps[to] > steps[to - 1]; ) to++;
      this.appendRows(columns, numbers, rows, from, to);
    }
  }

  clear(): void {
    this.cut(0);
    this.figures.clear();
  }

  private appendRows(columns: string[], numbers: Float64Array, rows: number, from: number, to: number): void {
    const had = this.length;
    columns.forEach((name, i) => {
      const column = this.columnFor(name, had);
      // A name that comes twice has what came first.
      if (column?.length === had) column.append(numbers.subarray(i * rows + from, i * rows + to));
    });
    for (const column of this.figures.values()) column.skip(this.length - column.length);
  }

  private columnFor(name: string, rows: number): Column | undefined {
    const known = this.column(name);
    if (known !== undefined || this.figures.size >= MOST_COLUMNS) return known;
    const made = new Column();
    made.skip(rows);
    this.figures.set(name, made);
    return made;
  }

  private cutAfter(step: number): void {
    let kept = this.steps.firstFrom(step);
    if (kept < this.length && this.steps.values[kept] === step) kept++;
    this.cut(kept);
  }

  private cut(length: number): void {
    for (const column of [this.steps, ...this.figures.values()]) column.cut(length);
  }
}
