import { decimalText, valueText } from "../../base/numberText.ts";
import { oneLine, visibleSymbol } from "../../base/visibleText.ts";

// Cells of tables of the inside of a run.

export function symbolText(symbol: string): string {
  return oneLine(visibleSymbol(symbol));
}

export function percentText(share: number): string {
  return `${decimalText(100 * share, 1)} %`;
}

/** The numbers of one row, as the file has them. */
export function numbersText(row: ArrayLike<number>): string {
  return Array.from(row, (x) => valueText(x)).join(" ");
}
