import { decimalText } from "../../base/numberText.ts";
import { oneLine, visibleSymbol } from "../../base/visibleText.ts";
import { table } from "./columns.ts";

/** The symbols of a line with their probabilities, one below the other. */
export function tokensText(tokens: readonly { symbol: string; logProbability: number | null }[]): string {
  const rows = tokens.map(({ symbol, logProbability }) => [
    logProbability === null ? "not trained" : `${decimalText(100 * Math.exp(logProbability), 2)} %`,
    oneLine(visibleSymbol(symbol)),
  ]);
  return table(["probability", "symbol"], rows, [1])
    .map((line) => `  ${line}`)
    .join("\n");
}
