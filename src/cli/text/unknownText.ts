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

/** The same behind a line; nothing where all is known. */
export function unknownNote({
  unknown,
  unknownTrained,
}: {
  unknown: readonly string[];
  unknownTrained?: false;
}): string {
  return unknown.length > 0 ? `  (unknown: ${unknownText(unknown, unknownTrained)})` : "";
}

/** What is said once where symbols were read as one that training never saw. */
export const UNTRAINED =
  "Unknown symbols are read as <unk>, which training never saw. Set data.vocabulary.minFrequency to 2: symbols that occur once in training then become <unk>, and it is trained.";
