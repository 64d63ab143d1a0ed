import Papa from "papaparse";
import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import { LONGEST_RECORD, MOST_COLUMNS, type OnRecord } from "./record.ts";

export interface DelimitedOptions {
  path: string;
  name: string;
  delimiter: string;
  /** How many columns each row must have; that of the first row where it is not known. */
  columns?: number;
  /** Rows at the beginning that are not passed on: a header. */
  skip: number;
}

/**
 * Rows of a table, as RFC 4180 has them: cells between delimiters, quoted where they hold one, a quote or a line break. Text comes
 * in pieces; what is kept between them is one row. An empty line is passed over. Ragged rows and quotes that go wrong are errors.
 */
export class DelimitedReader {
  private readonly parser: Papa.Parser;
  private rest = "";
  /** Where `rest` begins. */
  private line = 1;
  private rows = 0;
  private width: number | undefined;

  constructor(
    private readonly options: DelimitedOptions,
    private readonly onRecord: OnRecord,
  ) {
    this.width = options.columns;
    this.parser = new Papa.Parser({ delimiter: options.delimiter, newline: "\n", quoteChar: '"' });
  }

  push(text: string): void {
    this.read(this.rest + text, false);
    if (this.rest.length <= LONGEST_RECORD) return;
    const limit = `${grouped(LONGEST_RECORD)} characters`;
    if (this.rest.includes('"')) {
      const place = this.openQuote();
      const message = `${this.options.name}: a quote that opens in line ${grouped(place.line)} is not closed within ${limit}.`;
      throw new UserError("unclosed-quote", message, CLOSE, { file: this.options.path, ...place });
    }
    const message = `Line ${grouped(this.line)} of ${this.options.name} is longer than ${limit}.`;
    throw new UserError("line-too-long", message, "Break it into shorter ones.", this.at(this.line));
  }

  end(): void {
    if (this.rest !== "") this.read(this.rest, true);
  }

  private read(text: string, isLast: boolean): void {
    const firstLine = this.line;
    const { data, errors, meta } = this.parser.parse(text, 0, !isLast) as Papa.ParseResult<string[]>;
    // What goes wrong in a row that goes on may be right when the rest has come.
    const wrong = errors.find(({ row = 0 }) => isLast || row < data.length);
    let from = 0;
    for (const [i, cells] of data.entries()) {
      // Rows before it are read first, so that an earlier error is the one that is told.
      if (wrong?.row === i) break;
      from = this.row(cells, text, from);
    }
    if (wrong) this.refuseQuote(text, firstLine, wrong);
    this.rest = text.slice(meta.cursor);
  }

  /** Returns where the next row begins. */
  private row(cells: string[], text: string, from: number): number {
    const { path, name, skip } = this.options;
    const { line } = this;
    let breaks = 1;
    for (const cell of cells) breaks += breaksIn(cell);
    this.line += breaks;
    let next = from;
    for (let i = 0; i < breaks; i++) next = text.indexOf("\n", next) + 1 || text.length;
    if (cells.length === 1 && cells[0] === "") return next;
    if (cells.length > MOST_COLUMNS) {
      const message = `Line ${grouped(line)} of ${name} has ${count(cells.length, "cell")}; a table may have ${grouped(MOST_COLUMNS)} columns.`;
      throw new UserError("too-many-columns", message, "Is data.delimiter right?", this.at(line));
    }
    this.width ??= cells.length;
    if (cells.length !== this.width) {
      const message = `Line ${grouped(line)} of ${name} has ${count(cells.length, "cell")}, and the lines before it have ${this.width}.`;
      const hint = `Cells are divided by ${shownDelimiter(this.options.delimiter)}; a cell that holds one needs double quotes around it.`;
      throw new UserError("ragged-row", message, hint, this.at(line));
    }
    if (this.rows++ < skip) return next;
    this.onRecord({
      cells,
      line,
      place: (column) => ({ file: path, ...placeOf(text, from, line, this.options, column) }),
    });
    return next;
  }

  private refuseQuote(text: string, firstLine: number, { code, index = 0 }: Papa.ParseError): never {
    const { path, name } = this.options;
    const before = text.slice(0, index);
    const line = firstLine + breaksIn(before);
    const column = index - before.lastIndexOf("\n");
    if (code === "MissingQuotes") {
      const message = `${name}: the quote that opens in line ${grouped(line)} is never closed.`;
      // The index is that after the quote.
      throw new UserError("unclosed-quote", message, CLOSE, { file: path, line, column: Math.max(1, column - 1) });
    }
    const at = strayQuote(text, index, this.options.delimiter);
    const past = text.slice(0, at);
    const place = { line: firstLine + breaksIn(past), column: at - past.lastIndexOf("\n") };
    const message = `${name}: in line ${grouped(place.line)} a quote is followed by something other than a delimiter or the line's end.`;
    const began = place.line === line ? "" : `The cell began in line ${grouped(line)}. `;
    const hint = `${began}A quote within a quoted cell is written twice: "".`;
    throw new UserError("bad-quote", message, hint, { file: path, ...place });
  }

  private openQuote(): { line: number; column: number } {
    const at = this.rest.indexOf('"');
    const before = this.rest.slice(0, at);
    return { line: this.line + breaksIn(before), column: at - before.lastIndexOf("\n") };
  }

  private at(line: number) {
    return { file: this.options.path, line, column: 1 };
  }
}

const CLOSE = 'Close it with a double quote; a quote within a quoted cell is written twice: "".';

/** The first quote of a quoted cell, whose text begins at `from`, that neither ends it nor is written twice. */
function strayQuote(text: string, from: number, delimiter: string): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] === '"') at++;
    else {
      let next = at + 1;
      while (text[next] === " ") next++;
      if (text[next] !== "\n" && !text.startsWith(delimiter, next)) return at;
    }
  }
  return from;
}

/** How messages call a delimiter. */
export function shownDelimiter(delimiter: string): string {
  const names: Record<string, string> = {
    ",": "a comma",
    "\t": "a tab",
    ";": "a semicolon",
    "|": "a vertical bar",
    " ": "a space",
  };
  return names[delimiter] ?? JSON.stringify(delimiter);
}

function breaksIn(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) breaks++;
  return breaks;
}

/** Where a cell of a row begins: walks over the cells before it, quoted ones included. */
function placeOf(text: string, from: number, firstLine: number, { delimiter }: DelimitedOptions, column: number) {
  let at = from;
  for (let i = 0; i < column; i++) {
    if (text[at] === '"') {
      at++;
      while (at < text.length && (text[at] !== '"' || text[at + 1] === '"')) at += text[at] === '"' ? 2 : 1;
    }
    const next = text.indexOf(delimiter, at);
    if (next < 0) break;
    at = next + delimiter.length;
  }
  const before = text.slice(from, at);
  return { line: firstLine + breaksIn(before), column: before.length - before.lastIndexOf("\n") };
}
