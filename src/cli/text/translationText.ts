import { alignSymbols } from "../../base/differences.ts";
import { stretchesOf } from "../../base/stretches.ts";
import { oneLine } from "../../base/visibleText.ts";
import type { TranslationPreview } from "../../contracts/preview.ts";
import { isolatedParts, styled, type TextPart, told } from "./terminalText.ts";

/** Styles of the terminal: bold, and what differs from the truth. */
const BOLD = 1;
const DIFFERS = 31;

/** An example of one line: what was read, what was written, and the truth where it is another. What differs is red. */
export function translationText({ source, output, truth, texts, stopped }: TranslationPreview): TextPart[] {
  const steps = truth === null ? [] : alignSymbols(output, truth);
  const differing = steps.filter(({ difference }) => difference !== "same");
  const marked = (text: string, symbols: readonly string[], side: "output" | "truth", style?: number) => {
    const all = new Set(differing.map((step) => step[side]));
    const pieces = stretchesOf(text, symbols, (i) => all.has(i)).map((piece) => {
      const said = oneLine(piece.text);
      if (piece.marked) return styled(DIFFERS, said);
      return style === undefined ? said : styled(style, said);
    });
    return isolatedParts(pieces);
  };
  const sign = truth === null ? "" : differing.length === 0 && stopped ? "✓ " : "✗ ";
  const none = source.length === 0 ? "(nothing)" : told(texts.source);
  const written = texts.output === "" ? ["(nothing)"] : marked(texts.output, output, "output", BOLD);
  const cut = stopped ? [] : [" …"];
  const right =
    truth === null || differing.length === 0 ? [] : ["  (truth: ", ...marked(texts.truth ?? "", truth, "truth"), ")"];
  return [`${sign}${none} → `, ...written, ...cut, ...right];
}
