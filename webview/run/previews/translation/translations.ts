import { alignSymbols } from "../../../../src/base/differences.ts";
import type { TranslationPreview } from "../../../../src/contracts/preview.ts";
import { Turning } from "../turning.ts";
import { TranslationView } from "./translationView.ts";

/** Translations of one step. */
export class Translations extends Turning<TranslationPreview> {
  constructor() {
    super(new TranslationView(), { keyOf: ({ texts }) => texts.source, errorsOf });
  }
}

/** Symbols that differ from the truth, where it is known; one that was cut is wrong too. */
function errorsOf({ output, truth, stopped }: TranslationPreview): number | null {
  if (truth === null) return null;
  const differing = alignSymbols(output, truth).filter(({ difference }) => difference !== "same");
  return differing.length + (stopped ? 0 : 1);
}
