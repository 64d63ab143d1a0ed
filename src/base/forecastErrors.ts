/** Errors of forecasts, as a report has them. JSON has no infinity, and says null. */
interface Errors {
  mae?: number;
  rmse?: number;
  mase: number;
}

/** A row of a table of errors: its own, and those of the naive forecast beside. */
interface Row extends Errors {
  naive?: Errors;
}

/** The columns of a table of errors, and a row's numbers in them: MAE and RMSE only where all is in one unit. */
export function errorColumns([first]: readonly Row[]): { heads: string[]; cells(row: Row): (number | null)[] } {
  const hasUnit = first?.mae !== undefined;
  const heads = [...(hasUnit ? ["MAE", "RMSE"] : []), "MASE"];
  const naiveHeads = [...(hasUnit ? ["naive MAE"] : []), "naive MASE"];
  return {
    heads: first?.naive ? [...heads, ...naiveHeads] : heads,
    cells({ mae = null, rmse = null, mase, naive }) {
      const own = [...(hasUnit ? [mae, rmse] : []), mase];
      return naive ? [...own, ...(hasUnit ? [naive.mae ?? null] : []), naive.mase] : own;
    },
  };
}
