import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import { LineSplitter } from "./lineSplitter.ts";
import { LONGEST_RECORD, MOST_COLUMNS, type OnRecord } from "./record.ts";

/** What CoNLL puts between documents. */
const DOCUMENT_START = "-DOCSTART-";
/** CoNLL-U's "# sent_id = 1"; a token "#" has no such line. */
const COMMENT = /^#\s*[\w:]+\s*=/;

/** The columns of a line of CoNLL: between tabs, where it has any, otherwise between spaces. */
export function columnsOf(text: string): string[] {
  return text.includes("\t")
    ? text
        .trim()
        .split("\t")
        .map((cell) => cell.trim())
    : text.trim().split(/\s+/);
}

export function isBetweenSentences(text: string): boolean {
  return text.trim() === "" || text.startsWith(DOCUMENT_START);
}

export function isComment(text: string): boolean {
  return COMMENT.test(text);
}

/**
 * CoNLL: a token a line with its columns, a blank line between sentences. A record is a sentence; each cell lists what stands in
 * that column. Lines with `-DOCSTART-`, and comments before a sentence, are passed over.
 */
export class ColumnsReader {
  private readonly lines: LineSplitter;
  private cells: string[][] = [];
  private numbers: number[] = [];
  private texts: string[] = [];
  private size = 0;
  private width: number | undefined;

  constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly onRecord: OnRecord,
  ) {
    this.lines = new LineSplitter(path, name, (text, line) => this.line(text, line));
  }

  push(text: string): void {
    this.lines.push(text);
  }

  end(): void {
    this.lines.end();
    this.sentence();
  }

  private line(text: string, line: number): void {
    if (isBetweenSentences(text)) return this.sentence();
    if (this.numbers.length === 0 && isComment(text)) return;
    const columns = columnsOf(text);
    const { path, name } = this;
    const at = { file: path, line, column: 1 };
    this.width ??= columns.length;
    if (columns.length > MOST_COLUMNS) {
      const message = `Line ${grouped(line)} of ${name} has ${count(columns.length, "column")}; ${grouped(MOST_COLUMNS)} are allowed.`;
      throw new UserError("too-many-columns", message, "A line holds one token and what belongs to it.", at);
    }
    if (columns.length !== this.width) {
      const message = `Line ${grouped(line)} of ${name} has ${count(columns.length, "column")}, and the lines before it have ${this.width}.`;
      const hint =
        "Columns stand between tabs, or between spaces where a line has no tab; a blank line ends a sentence.";
      throw new UserError("ragged-row", message, hint, at);
    }
    if (this.numbers.length === 0) this.cells = columns.map(() => []);
    for (const [i, cell] of columns.entries()) this.cells[i].push(cell);
    this.numbers.push(line);
    this.texts.push(text);
    this.size += text.length;
    if (this.size > LONGEST_RECORD) {
      const message = `${name}: the sentence that begins in line ${grouped(this.numbers[0])} is longer than ${grouped(LONGEST_RECORD)} characters.`;
      throw new UserError("line-too-long", message, "A blank line ends a sentence.", at);
    }
  }

  private sentence(): void {
    const { cells, numbers, texts, path } = this;
    if (numbers.length === 0) return;
    this.cells = [];
    this.numbers = [];
    this.texts = [];
    this.size = 0;
    const place = (column: number, item = 0) => ({
      file: path,
      line: numbers[item],
      column: columnStart(texts[item], cells, column, item),
    });
    this.onRecord({ cells, line: numbers[0], place });
  }
}

function columnStart(text: string, cells: readonly string[][], column: number, item: number): number {
  let at = 0;
  for (let i = 0; i <= column; i++) {
    at = text.indexOf(cells[i][item], at);
    if (i < column) at += cells[i][item].length;
  }
  return Math.max(0, at) + 1;
}
