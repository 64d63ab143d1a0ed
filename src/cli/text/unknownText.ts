import { oneLine } from "../../base/visibleText.ts";
import { grouped } from "../../base/words.ts";

/** Most symbols that are named. */
const MOST = 12;

/** What is said of symbols that a model does not know; `trained` says whether it has learned what stands for them. */
export function unknownText(unknown: readonly string[], trained: boolean | undefined): string {
  const all = [...new Set(unknown)];
  const named = all.slice(0, MOST).map((symbol) => JSON.stringify(oneLine(symbol)));
  const them = [...named, ...(all.length > MOST ? [`and ${grouped(all.length - MOST)} more`] : [])].join(", ");
  return trained === false
    ? `${them}, read as <unk>, which training never saw, so these figures are not meaningful`
    : them;
}
