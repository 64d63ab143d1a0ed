/** What stands at one place of a file: text of a table, or what JSON or columns of tokens hold. */
export type Cell = string | number | boolean | null | readonly unknown[];

// White space between tokens and columns is that of ASCII, as the scripts of CoNLL have it: a no-break space (U+00A0), an
// ideographic space (U+3000) or a U+FEFF belongs to a token, and may be one.

/** What stands between white space. */
export function words(text: string): string[] {
  return text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== "");
}

/** Without the white space around it. Not by a pattern, which would look at a long stretch of spaces again from each of them. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** A tab, a line break of some kind, or a space. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Nothing, or white space alone. */
export function isEmptyCell(cell: Cell | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
}
