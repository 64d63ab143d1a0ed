/** The rows of a run's log that have figures: of steps, and of measurements on validation. */
export const curveTables = ["steps", "validations"] as const;
export type CurveTableName = (typeof curveTables)[number];

/** Rows of one table on their way from who has them to who draws them. */
export interface CurveBlock {
  table: CurveTableName;
  /** "step" first. */
  columns: string[];
  /** Rows with a larger step that came before no longer count; a number that no step reaches where all do. */
  after: number;
  /** f64, (columns, rows): one column after the other; NaN where a row does not have the figure, or it is not finite. */
  values: ArrayBuffer;
}

/** Bytes of `values`, at most. */
export const LARGEST_BLOCK = 64 * 1024;

const NUMBERS = LARGEST_BLOCK / Float64Array.BYTES_PER_ELEMENT;

/** A log of somebody else's may hold any number of names. */
export const MOST_COLUMNS = 1024;

/** What stands in rows and is no figure of its own. */
const passedOver = new Set(["step", "event", "targets"]);

/** Makes blocks of rows, as many rows to a block as it holds or as have come until somebody asks for them. */
export class CurveWriter {
  private readonly rows = new Float64Array(NUMBERS);
  private columns: string[] = ["step"];
  private count = 0;
  private after = Number.MAX_SAFE_INTEGER;
  private latest = 0;

  constructor(
    private readonly table: CurveTableName,
    private readonly emit: (block: CurveBlock) => void,
  ) {}

  /** Takes a row of the log: its numbers, and those of each parameter as "gradientNorm/rnn.weight_ih_l0". */
  add(row: object & { step: number }): void {
    const { names, numbers } = numbersOf(row);
    const known = this.columns.length === names.length && names.every((name, i) => name === this.columns[i]);
    if (!known) this.flush();
    if (!known) this.columns = names;
    this.rows.set(numbers, this.count * names.length);
    this.count++;
    this.latest = row.step;
    if ((this.count + 1) * names.length > NUMBERS) this.flush();
  }

  /** A resume goes on after this step: later rows no longer count. */
  voidAfter(step: number): void {
    this.flush();
    this.after = this.latest = step;
    this.emit({ table: this.table, columns: ["step"], after: step, values: new ArrayBuffer(0) });
  }

  /** Emits what rows there are. */
  flush(): void {
    const { count, columns } = this;
    if (count === 0) return;
    const values = new Float64Array(count * columns.length);
    for (let row = 0, at = 0; row < count; row++)
      for (let column = 0; column < columns.length; column++) values[column * count + row] = this.rows[at++];
    this.count = 0;
    this.emit({ table: this.table, columns, after: this.after, values: values.buffer });
    this.after = this.latest;
  }
}

/** "gradientNorm/rnn.weight_ih_l0": the column of one parameter's figure. */
export function columnOfParameter(figure: string, parameter: string): string {
  return `${figure}/${parameter}`;
}

function numbersOf(row: object & { step: number }): { names: string[]; numbers: number[] } {
  const names = ["step"];
  const numbers = [row.step];
  const add = (name: string, value: unknown) => {
    if (names.length >= MOST_COLUMNS || (typeof value !== "number" && value !== null)) return;
    names.push(name);
    numbers.push(value !== null && Number.isFinite(value) ? value : Number.NaN);
  };
  for (const [name, value] of Object.entries(row)) {
    if (name === "parameters" && typeof value === "object" && value !== null) {
      for (const [parameter, figures] of Object.entries(value))
        for (const [figure, number] of Object.entries(figures ?? {})) add(columnOfParameter(figure, parameter), number);
    } else if (!passedOver.has(name)) add(name, value);
  }
  return { names, numbers };
}

/** Whether something from outside is a block. */
export function isCurveBlock(value: unknown): value is CurveBlock {
  const { table, columns, after, values } = (value ?? {}) as Partial<CurveBlock>;
  return (
    curveTables.some((name) => name === table) &&
    Array.isArray(columns) &&
    columns[0] === "step" &&
    columns.length <= MOST_COLUMNS &&
    columns.every((name) => typeof name === "string") &&
    typeof after === "number" &&
    values instanceof ArrayBuffer &&
    values.byteLength <= LARGEST_BLOCK &&
    values.byteLength % (Float64Array.BYTES_PER_ELEMENT * columns.length) === 0
  );
}
