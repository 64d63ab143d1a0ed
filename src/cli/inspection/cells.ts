import { decimalText } from "../../base/numberText.ts";
import { oneLine, visibleSymbol } from "../../base/visibleText.ts";

// Cells of tables of the inside of a run.

export function symbolText(symbol: string): string {
  return oneLine(visibleSymbol(symbol));
}

export function percentText(share: number): string {
  return `${decimalText(100 * share, 1)} %`;
}
