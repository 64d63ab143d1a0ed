import { eastAsianWidth } from "get-east-asian-width";
import { bare, told } from "./terminalText.ts";

const graphemes = new Intl.Segmenter();

/** Columns of a terminal that a text takes: two of an ideograph or an emoji, none of a mark that stands on the letter before. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(bare(text))) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (/^[\p{Mark}\p{Cf}]+$/u.test(grapheme)) return 0;
  // U+FE0F asks for the picture of a sign that may be text.
  return grapheme.includes("\ufe0f") ? 2 : eastAsianWidth(grapheme.codePointAt(0)!);
}

/** Spaces that a text lacks to take so many columns. */
export function room(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - displayWidth(text)));
}

/** A table, its columns as wide as they need: the first and those in `left` begin at the left, the others end at the right. */
export function table(
  head: readonly string[],
  body: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string[] {
  const rows = [head, ...body].map((row) => row.map(told));
  // A text of a million steps has more rows than a call may have arguments.
  const widths = head.map((_, i) => rows.reduce((most, row) => Math.max(most, displayWidth(row[i])), 0));
  return rows.map((row) =>
    row
      .map((cell, i) => (left.includes(i) ? cell + room(cell, widths[i]) : room(cell, widths[i]) + cell))
      .join("  ")
      .trimEnd(),
  );
}
