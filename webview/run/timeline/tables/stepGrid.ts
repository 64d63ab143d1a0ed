import { grouped } from "../../../../src/base/words.ts";
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
    column: (step) => headOf(step, symbols[step]),
    rows: rows.length,
    row: (index) => rows[index].name,
    cell: (row, step) => rows[row].cell(step),
  };
}

/** Steps of numbers are called by their number alone. */
function headOf(step: number, symbol: string | undefined): string {
  if (symbol === String(step)) return grouped(step);
  return stepHead(step, symbol === undefined ? t("what follows") : symbolName(symbol));
}
