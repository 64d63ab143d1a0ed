import { words } from "../../../data/encode/cells.ts";
import { guessSeparator, SEPARATORS } from "../../../data/text/words/itemScanner.ts";
import { isUsual } from "../../formats/tables/header.ts";
import { columnsOf, isBetweenSentences } from "../../formats/tagged/columns.ts";

/** Lines that are looked at. */
const LOOKED_AT = 300;

/**
 * Whether lines that may be read as CoNLL of so many columns are what they seem: nearly all have as many, one column holds tags, and
 * empty lines stand between sentences.
 */
export function areTokens(text: string, width: number): boolean {
  const lines = text.trimEnd().split("\n").slice(0, 2000);
  const tokens = lines.filter((line) => !isBetweenSentences(line) && !line.startsWith("# "));
  const even = tokens.map((line) => columnsOf(line, width)).filter((columns) => columns.length === width);
  const holdsTags = (column: number) => areTags(even.map((columns) => columns[column]));
  const others = Array.from({ length: Math.max(0, width - 1) }, (_, i) => i + 1);
  return even.length >= 0.9 * tokens.length && lines.some(isBetweenSentences) && others.some(holdsTags);
}

/** Of each sentence, how many tokens it has: what stands between documents, and comments, are none. */
export function sentenceLengths(text: string): number[] {
  const lengths: number[] = [];
  let length = 0;
  const end = () => {
    if (length > 0) lengths.push(length);
    length = 0;
  };
  for (const line of text.split("\n")) {
    if (isBetweenSentences(line)) end();
    else if (!line.startsWith("# ")) length++;
  }
  end();
  return lengths;
}

/** Whether lines are sentences, each with a tab and as many tags. */
export function areTaggedLines(lines: readonly string[]): boolean {
  const parts = lines.slice(0, LOOKED_AT).map((line) => line.split("\t").map(words));
  const even = parts.filter(
    ({ length, 0: tokens, 1: tags }) => (length === 2 || length === 3) && tokens.length === tags.length,
  );
  return even.length >= 0.9 * parts.length && areTags(even.flatMap(([, tags]) => tags)) && !areTranslated(even);
}

/** Tags are so many times fewer than the tokens that have them, or less. */
const FEWER = 0.75;

/**
 * Whether the other column is rather a text, word for word: it ends like a sentence, or has about as many different words as the first,
 * where a tag is shared by several tokens.
 */
export function areTranslated(parts: readonly (readonly string[])[][]): boolean {
  const ended = parts.filter(([, tags]) => /[\p{L}\p{N}][.!?]$/u.test(tags.at(-1) ?? ""));
  const [tokens, tags] = [0, 1].map((column) => new Set(parts.flatMap((part) => part[column])));
  return 2 * ended.length > parts.length || (!areMarks(tags) && tags.size > FEWER * tokens.size);
}

/** Marks of entities in one of the usual schemes. */
function areMarks(tags: ReadonlySet<string>): boolean {
  return [...tags].every((tag) => /^([BIOESLUM]|[BIOESLUM][-_].+|.+[-_][BIOESLUM])$/.test(tag));
}

/** Tags come again, and are no numbers. */
export function areTags(found: readonly string[]): boolean {
  const distinct = new Set(found);
  const schemes = areMarks(distinct);
  if (found.length < 2 || distinct.size < 2) return false;
  return schemes || (3 * distinct.size <= found.length && !found.every((tag) => Number.isFinite(Number(tag))));
}

/** Whether each line lists items that come again in others, as baskets, playlists and sessions do. */
export function areBaskets(lines: readonly string[], text: string): boolean {
  const { sign } = SEPARATORS[guessSeparator(text)];
  const some = lines.slice(0, LOOKED_AT);
  if (some.length < 5 || some.some((line) => line.includes('"'))) return false;
  const baskets = some.map((line) =>
    line
      .split(sign)
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  );
  const items = baskets.flat();
  // A table has as many cells in each row.
  const sizes = new Set(some.map((line) => line.split(sign).length));
  const long = items.filter((item) => item.length > 40 || words(item).length > 4).length;
  return (
    sizes.size > 1 &&
    items.length >= 2 * some.length &&
    20 * long <= items.length &&
    2 * new Set(items).size <= items.length
  );
}

/**
 * Whether the first line names the columns of a table, although not all lines have as many cells: all its cells are names that are
 * usual, or most lines have as many, or all but the first, and none has one of these names.
 */
export function beginsTable(lines: readonly string[], text: string): boolean {
  const { sign } = SEPARATORS[guessSeparator(text)];
  const [first = [], ...rows] = lines
    .slice(0, LOOKED_AT)
    .map((line) => line.split(sign).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
  if (first.length < 2 || new Set(first).size < first.length || first.some((cell) => cell === "")) return false;
  if (first.every((cell) => isUsual(cell))) return true;
  const fitting = rows.filter(({ length }) => length === first.length).length;
  const areEven = 4 * fitting >= 3 * rows.length || rows.every(({ length }) => length === rows[0].length);
  return areEven && !rows.some((row) => row.some((cell) => first.includes(cell)));
}

/** Whether lines are short texts of their own, such as names, rather than one that goes on. */
export function areShortTexts(lines: readonly string[]): boolean {
  const some = lines.slice(0, LOOKED_AT);
  if (some.length < 20) return false;
  const share = (test: (line: string) => boolean) => some.filter(test).length / some.length;
  // Ends of sentences are also … 。 ， 、, with a quotation mark (” ») after them.
  return (
    share((line) => line.length <= 40 && words(line).length <= 3) >= 0.95 &&
    share((line) => /[.,;:!?\u2026\u3002\uff0c\u3001]["\u201d\u00bb']?\s*$/u.test(line)) <= 0.1 &&
    new Set(some.map((line) => line.trim())).size >= some.length / 2
  );
}

/** Whether every line is one number, but perhaps the first, which may name them. */
export function areNumbers(lines: readonly string[]): boolean {
  const isNumber = (line: string) => Number.isFinite(Number(line.trim()));
  return lines.length >= 10 && lines.slice(1, LOOKED_AT).every(isNumber);
}

/** Whether a text was made ready for models of words: rare ones are `<unk>`, and spaces stand around punctuation. */
export function isPrepared(text: string): boolean {
  return /(^|\s)<unk>(\s|$)/i.test(text);
}
