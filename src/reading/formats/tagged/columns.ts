import { UserError } from "../../../base/userError.ts";
import { trimmed, words } from "../../../data/encode/cells.ts";
import { LineSplitter } from "../lines.ts";
import { says } from "../messages.ts";
import { type ColumnsForm, LONGEST_RECORD, MOST_COLUMNS, type OnBad, type OnRecord } from "../record.ts";

/** What CoNLL and OntoNotes put between documents. */
const DOCUMENT_EDGE = /^(-DOCSTART-|#(begin|end) document\b)/;
/** Comments of CoNLL-U by what they say: "# sent_id = 1", "# newpar", "# newdoc id = x". */
const USUAL_COMMENT = /^#\s+(newdoc|newpar|[^\s=]+\s*=)(\s|$)/;
/** What may be one, where the line has not the columns of a token: "# from the web", "#id=1", and "#", a tab and a source. */
const LIKE_COMMENT = /^#(\s+\S|[\w:.-]+=)/;
/** Of a token that stands for several, "1-2", and of one that is not written, "8.1". */
const NO_TOKEN = /^\d+[-.]\d+$/;

/** The columns of a line: between tabs, where it has any, otherwise between spaces. Empty ones at the end may be too many. */
export function columnsOf(text: string, width = 1): string[] {
  if (!text.includes("\t")) return words(text);
  // A cell of nothing but spaces is a token, in a text that is tagged character by character.
  const cells = text.split("\t").map((cell) => trimmed(cell) || cell);
  while (cells.length > width && trimmed(cells[cells.length - 1]) === "") cells.pop();
  return cells;
}

export function isDocumentEdge(text: string): boolean {
  return DOCUMENT_EDGE.test(text);
}

export function isBetweenSentences(text: string): boolean {
  return trimmed(text) === "" || isDocumentEdge(text);
}

/** Whether a line is one of CoNLL-U's comments, whatever else the file holds. */
export function isUsualComment(text: string): boolean {
  return USUAL_COMMENT.test(text) && !text.includes("\t");
}

/** Whether a line that stands where a sentence begins is a comment, and not a token that begins with "#". */
export function isComment(text: string, { width, isTabbed, ids }: ColumnsForm): boolean {
  if (!text.startsWith("#")) return false;
  // Where tokens are numbered, a line begins with a number.
  if (ids === 0) return true;
  if (isUsualComment(text)) return true;
  if (isTabbed && !text.includes("\t")) return LIKE_COMMENT.test(text);
  return columnsOf(text, width).length !== width && LIKE_COMMENT.test(text);
}

/**
 * CoNLL: a token a line with its columns, a blank line between sentences. A record is a sentence; each cell lists what stands in
 * that column. Lines with `-DOCSTART-`, comments before a sentence, and what CoNLL-U numbers as no token of its own are passed
 * over.
 */
export class ColumnsReader {
  private readonly lines: LineSplitter;
  private cells: string[][] = [];
  private numbers: number[] = [];
  private texts: string[] = [];
  private size = 0;
  private toPass: number;
  /** A line of this sentence was bad: the others are passed over. */
  private isSpoiled = false;

  constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly form: ColumnsForm,
    private readonly onRecord: OnRecord,
    onBad?: OnBad,
  ) {
    this.toPass = form.header ? 1 : 0;
    const spoil = (error: UserError) => {
      this.clear();
      this.isSpoiled = true;
      onBad?.(error);
    };
    this.lines = new LineSplitter(path, name, (text, line) => this.line(text, line), onBad && spoil);
  }

  push(text: string): void {
    this.lines.push(text);
  }

  end(): void {
    this.lines.end();
    this.sentence();
  }

  private line(text: string, line: number): void {
    const { path, name, form } = this;
    if (isBetweenSentences(text)) return this.sentence();
    if (this.isSpoiled) return;
    if ((this.numbers.length === 0 || form.ids === 0) && isComment(text, form)) return;
    const columns = columnsOf(text, form.width);
    if (this.toPass > 0) {
      this.toPass--;
      return;
    }
    const at = { file: path, line, column: 1 };
    if (columns.length > MOST_COLUMNS) {
      throw new UserError(says.tooManyTokenColumns({ line, name, columns: columns.length, most: MOST_COLUMNS }), at);
    }
    if (columns.length !== form.width) {
      throw new UserError(
        says.raggedToken({
          line,
          name,
          columns: columns.length,
          width: form.width,
          attached: areAttached(columns),
          text,
        }),
        at,
      );
    }
    if (form.ids >= 0 && NO_TOKEN.test(columns[form.ids])) return;
    if (this.numbers.length === 0) this.cells = columns.map(() => []);
    for (const [i, cell] of columns.entries()) this.cells[i].push(cell);
    this.numbers.push(line);
    this.texts.push(text);
    this.size += text.length;
    if (this.size > LONGEST_RECORD) {
      throw new UserError(says.sentenceTooLong({ name, line: this.numbers[0], most: LONGEST_RECORD }), at);
    }
  }

  private sentence(): void {
    const { cells, numbers, texts, path } = this;
    this.clear();
    this.isSpoiled = false;
    if (numbers.length === 0) return;
    const place = (column: number, item = 0) => ({
      file: path,
      line: numbers[item],
      column: columnStart(texts[item], cells, column, item),
    });
    this.onRecord({ cells, line: numbers[0], place });
  }

  private clear(): void {
    this.cells = [];
    this.numbers = [];
    this.texts = [];
    this.size = 0;
  }
}

/** Whether a line is words with their tags, "the/DT sea/NN": one sign stands in all. */
function areAttached(columns: readonly string[]): boolean {
  return (
    columns.length > 1 && ["/", "|", "_"].some((sign) => columns.every((word) => word.slice(1, -1).includes(sign)))
  );
}

function columnStart(text: string, cells: readonly string[][], column: number, item: number): number {
  let at = 0;
  for (let i = 0; i <= column; i++) {
    at = text.indexOf(cells[i][item], at);
    if (i < column) at += cells[i][item].length;
  }
  return Math.max(0, at) + 1;
}
