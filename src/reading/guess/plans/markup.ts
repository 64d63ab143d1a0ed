import { count, grouped } from "../../../base/words.ts";
import type { Markup } from "../../examples/markup.ts";

/** A sentence on texts with HTML, which a person may want to remove first; none where there are none. */
export function markupIn(sides: readonly { markup: Markup }[]): string[] {
  const found = sides.map(({ markup }) => markup).filter(({ texts }) => texts > 0);
  if (found.length === 0) return [];
  const texts = found.reduce((sum, each) => sum + each.texts, 0);
  const kinds = [...new Set(found.flatMap((each) => [...each.kinds]))];
  const first = Math.min(...found.map(({ line }) => line));
  const where = first > 0 ? `, ${texts === 1 ? "" : "the first "}in line ${grouped(first)}` : "";
  return [
    `Before training, remove HTML and the like from ${count(texts, "text")}${where}: ${kinds.join(", ")}. The network would learn it as if it were text; Anki exports notes without it.`,
  ];
}
