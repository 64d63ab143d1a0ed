import type { Config } from "../../config/index.ts";
import { rulesOf } from "../../data/encode/encodeInput.ts";
import type { Cutting } from "../../data/encode/stepReader.ts";
import type { SymbolRules } from "../../data/text/symbolTable.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";

/** How texts of a side become symbols: those of a vocabulary that is known, or as the config says. */
export function sideRules(
  side: "source" | "target",
  { data }: Pick<Config, "data">,
  cutting: Cutting,
  vocabulary: Vocabulary | undefined,
): SymbolRules {
  if (vocabulary) return rulesOf(vocabulary);
  const isTarget = side === "target";
  const lowercase = (isTarget ? data.targetLowercase : null) ?? data.lowercase;
  if (cutting !== "cut") return { unit: "word", split: "whitespace", lowercase };
  const unit = (isTarget ? data.targetUnit : null) ?? data.unit;
  const split = (isTarget ? data.targetSplit : null) ?? data.split ?? "unicode";
  return { unit: unit === "word" ? "word" : "character", split, lowercase };
}
