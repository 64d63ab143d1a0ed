import { symbolName } from "../../../shared/numbers.ts";
import { t } from "../../../shared/text.ts";
import { type Grid, stepHead } from "./gridTable.ts";

/** A row of a table along the time axis. */
export interface StepRow {
  name: string;
  /** "" where there is nothing to say. */
  cell(step: number): string;
}

/** The table of lanes: a column a step, as in the picture. Behind the last symbol stands what is predicted to follow it. */
export function stepGrid(symbols: readonly string[], columns: number, rows: readonly StepRow[]): Grid {
  return {
    columns,
    column: (step) => stepHead(step, step < symbols.length ? symbolName(symbols[step]) : t("what follows")),
    rows: rows.length,
    row: (index) => rows[index].name,
    cell: (row, step) => rows[row].cell(step),
  };
}
