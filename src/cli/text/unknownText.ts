import { oneLine } from "../../base/visibleText.ts";

/** What is said of symbols that a model does not know; `trained` says whether it has learned what stands for them. */
export function unknownText(unknown: readonly string[], trained: boolean | undefined): string {
  const them = unknown.map((symbol) => JSON.stringify(oneLine(symbol))).join(", ");
  return trained === false
    ? `${them}, read as <unk>, which training never saw, so these figures are not meaningful`
    : them;
}
