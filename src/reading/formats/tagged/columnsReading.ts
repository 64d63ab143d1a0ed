import { words } from "../../../data/encode/cells.ts";
import { isInBlocks } from "../lines.ts";
import { type ColumnsForm, numbered, type Reading } from "../record.ts";
import { columnsOf, isBetweenSentences, isComment, isDocumentEdge, isUsualComment } from "./columns.ts";

/** The columns of CoNLL-U, in their order. */
const CONLLU = ["ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC"];
/** What a first line of names consists of. */
const NAME =
  /^(#?id|index|tokens?|words?|form|text|lemma|[ux]?pos([_ ]?tags?)?|chunk([_ ]?tags?)?|ner([_ ]?tags?)?|tags?|labels?|entity|entities|slots?)$/i;
/** What CoNLL-U Plus says its columns are, in a comment in front. */
const DECLARED = /^#\s*global\.columns\s*=\s*(.*)$/;
/** Lines of the head that are looked at. */
const LOOKED_AT = 50;

/**
 * How lines of tokens are to be read, by the first of them. Columns are numbered from "1" where nothing names them: a first line of
 * names, CoNLL-U Plus in a comment, or CoNLL-U, which a first column of numbers from 1 on and nine others show. `header` and
 * `named`, columns, are what the config says; `like` are the columns of the file that was read first.
 */
export function columnsReading(
  lines: readonly string[],
  { header, named }: { header: boolean | null; named: readonly string[] },
  like?: readonly string[],
): Pick<Reading, "columns" | "preview" | "header"> & { tokens: ColumnsForm } {
  const filled = lines.filter((line) => !isBetweenSentences(line));
  const plain = filled.filter((line) => !line.startsWith("#"));
  // Tokens that begin with "#" are rare, and comments are not.
  const candidates = (plain.length > 0 ? plain : filled).slice(0, LOOKED_AT);
  const width = mostFrequent(candidates.map((line) => columnsOf(line).length));
  const isTabbed = 2 * candidates.filter((line) => line.includes("\t")).length > candidates.length;
  const first = columnsOf(candidates[0] ?? "", width);
  const areNames = first.every(isTokenColumn) || first.some((cell) => named.includes(cell));
  const isNamed = header ?? (width > 1 && new Set(first).size === width && areNames);
  const rows = isNamed ? lines.slice(lines.indexOf(candidates[0]) + 1) : lines;
  const declared = declaredColumns(lines, width);
  const ids = declared ? declared.indexOf("ID") : width > 2 && isNumbered(rows, width === CONLLU.length) ? 0 : -1;
  const usual = ids === 0 && width === CONLLU.length ? CONLLU : numbered(width);
  const columns = (isNamed ? first : declared) ?? (like?.length === width ? like : usual);
  const tokens = { width, isTabbed, ids, header: isNamed };
  return { columns: [...columns], header: isNamed, preview: previewOf(rows, tokens), tokens };
}

/** Whether lines are tokens with their columns: almost all have equally many, and something divides them into sentences. */
export function showsColumns(lines: readonly string[]): boolean {
  const isDeclared = lines.some((line) => isDocumentEdge(line) || isUsualComment(line));
  const tokens = lines.filter((line) => !isBetweenSentences(line) && !isUsualComment(line)).slice(0, LOOKED_AT);
  const counts = tokens.map((line) => columnsOf(line).length);
  const width = mostFrequent(counts);
  const isEven = counts.length > 0 && counts.filter((count) => count === width).length >= 0.9 * counts.length;
  // "EU, B-ORG" is a row of a table.
  const areCells = tokens.every((line) => !line.includes("\t") && /[,;]/.test(line));
  return width > 1 && isEven && !areCells && (isDeclared || isInBlocks(lines, isBetweenSentences));
}

/** Whether columns of tokens are often called so. */
export function isTokenColumn(name: string): boolean {
  return NAME.test(name);
}

function mostFrequent(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  // Of those that are as frequent, the first.
  return [...times].reduce((best, each) => (each[1] > best[1] ? each : best), [2, 0])[0];
}

function declaredColumns(lines: readonly string[], width: number): string[] | undefined {
  const [, text = ""] = DECLARED.exec(lines.find((line) => DECLARED.test(line)) ?? "") ?? [];
  const names = words(text);
  return names.length === width ? names : undefined;
}

/** Whether the first column numbers the tokens, those of each sentence or of the whole file. `isLoose` leaves gaps. */
function isNumbered(lines: readonly string[], isLoose: boolean): boolean {
  let [last, isFirst, seen] = [0, true, 0];
  for (const line of lines) {
    if (isBetweenSentences(line)) isFirst = true;
    else if (!line.startsWith("#")) {
      const [id] = columnsOf(line);
      if (!/^\d+([-.]\d+)?$/.test(id)) return false;
      if (!/^\d+$/.test(id)) continue;
      if (!isLoose && Number(id) !== last + 1 && !(isFirst && Number(id) < 2)) return false;
      last = Number(id);
      isFirst = false;
      seen++;
    }
  }
  return seen > 0;
}

function previewOf(lines: readonly string[], form: ColumnsForm): string[][][] {
  const tokens: string[][][] = [];
  let isFirst = true;
  for (const line of lines) {
    if (tokens.length === LOOKED_AT) break;
    const isBetween = isBetweenSentences(line);
    if (!isBetween && !(isFirst && isComment(line, form)))
      tokens.push(columnsOf(line, form.width).map((cell) => [cell]));
    isFirst = isBetween;
  }
  return tokens.filter((cells) => cells.length === form.width);
}
