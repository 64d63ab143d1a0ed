/** White space as Python's `str.split` has it, which sacreBLEU uses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts U+001C to U+001F.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** The words between white space. */
export function wordsOf(text: string): string[] {
  return text.split(SPACE).filter((word) => word !== "");
}

/** Without white space at the end. */
export function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text[end - 1])) end--;
  return text.slice(0, end);
}

/** The code points that are no white space. */
export function charactersOf(text: string): string[] {
  return [...wordsOf(text).join("")];
}

/** Punctuation and symbols of ASCII, without `'`, `,`, `-` and `.`; the space is among them. */
const SYMBOL = /[{-~[-` -&(-+:-@/]/gu;

/** Words and punctuation marks as mteval-v13a splits them, the usual tokens of BLEU (sacreBLEU's `13a`). */
export function tokens13a(text: string): string[] {
  const line = text
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return wordsOf(
    ` ${line} `
      .replace(SYMBOL, " $& ")
      // A period or comma stays with digits on both sides, a dash where no digit stands before it.
      .replace(/([^0-9])([.,])/gu, "$1 $2 ")
      .replace(/([.,])([^0-9])/gu, " $1 $2")
      .replace(/([0-9])(-)/gu, "$1 $2 "),
  );
}
