import Papa from "papaparse";
import { UserError } from "../../../base/userError.ts";
import { EmptyLines } from "../lines.ts";
import { says } from "../messages.ts";
import { LONGEST_RECORD, MOST_COLUMNS, type OnBad, type OnRecord } from "../record.ts";

export interface DelimitedOptions {
  path: string;
  name: string;
  delimiter: string;
  /** What stands around cells that hold a delimiter or a line break; null where quotes are characters like others. */
  quote: string | null;
  /** Names of the columns, of which each row must have as many; rows of any length are passed on where they are not known. */
  columns?: readonly string[];
  /** Lines at the beginning that are no rows. */
  skip: number;
  /** Whether the first row names the columns, and is not passed on. */
  header: boolean;
  /** Whether an empty line ends a sequence of rows. */
  hasGaps?: boolean;
  /** An empty line between rows of one column is a row whose cell is empty. */
  keepEmpty?: boolean;
}

/**
 * Rows of a table, as RFC 4180 has them: cells between delimiters, quoted where they hold one, a quote or a line break; without
 * quotes a row is a line. Text comes in pieces; what is kept between them is one row. An empty line is passed over, unless it is kept. Ragged rows and quotes that go wrong are errors.
 */
export class DelimitedReader {
  private readonly parser: Papa.Parser;
  private rest = "";
  /** Where `rest` begins. */
  private line = 1;
  private toSkip: number;
  private toPass: number;
  private rows = 0;
  private afterGap = false;
  private badQuotes = 0;
  private readonly emptyLines: EmptyLines;

  constructor(
    private readonly options: DelimitedOptions,
    private readonly onRecord: OnRecord,
    /** Hears what is wrong with a row, and the next is read; without it, reading ends there. */
    private readonly onBad?: OnBad,
  ) {
    const { delimiter, quote, skip, header } = options;
    this.toSkip = skip;
    this.toPass = header ? 1 : 0;
    this.emptyLines = new EmptyLines(options.path, onRecord);
    // Its fast mode splits at line breaks and delimiters, and knows no quotes.
    const quoting = quote === null ? { fastMode: true } : { quoteChar: quote };
    this.parser = new Papa.Parser({ delimiter, newline: "\n", ...quoting });
  }

  push(chunk: string): void {
    let text = this.rest + chunk;
    for (; this.toSkip > 0; this.toSkip--, this.line++) {
      const end = text.indexOf("\n");
      if (end < 0) break;
      text = text.slice(end + 1);
    }
    if (this.toSkip > 0) this.rest = text;
    else this.read(text, false);
    if (this.rest.length <= LONGEST_RECORD) return;
    const { quote } = this.options;
    if (quote !== null && this.rest.includes(quote)) {
      const place = this.openQuote(quote);
      throw new UserError(
        says.quoteTooLong({ name: this.options.name, line: place.line, quote, most: LONGEST_RECORD }),
        {
          file: this.options.path,
          ...place,
        },
      );
    }
    throw new UserError(
      says.lineTooLong({ line: this.line, name: this.options.name, most: LONGEST_RECORD }),
      this.at(this.line),
    );
  }

  end(): void {
    if (this.rest !== "") this.read(this.rest, true);
  }

  private read(text: string, isLast: boolean): void {
    for (let left: string | undefined = text; left !== undefined; ) left = this.readRows(left, isLast);
  }

  /** Reads rows, and returns what is still to be read where one of them was bad. */
  private readRows(text: string, isLast: boolean): string | undefined {
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
    this.rest = text.slice(meta.cursor);
    if (!wrong) return undefined;
    const error = this.quoteError(text, firstLine, wrong);
    if (!this.onBad || ++this.badQuotes > MOST_BAD_QUOTES) throw error;
    this.onBad(error);
    // The next row may begin in the line below.
    const next = text.indexOf("\n", from) + 1 || text.length;
    this.line++;
    this.rest = "";
    return next < text.length ? text.slice(next) : undefined;
  }

  /** Returns where the next row begins. */
  private row(cells: string[], text: string, from: number): number {
    const { line } = this;
    let breaks = 1;
    for (const cell of cells) breaks += breaksIn(cell);
    this.line += breaks;
    let next = from;
    for (let i = 0; i < breaks; i++) next = text.indexOf("\n", next) + 1 || text.length;
    if (cells.length === 1 && cells[0].trim() === "" && (this.keepsEmpty || cells[0] === "")) {
      // Before the first row of all there is nothing to be missing.
      if (this.keepsEmpty && this.toPass === 0 && (this.rows > 0 || this.options.header)) this.emptyLines.empty(line);
      this.afterGap = this.options.hasGaps === true;
      return next;
    }
    if (this.toPass > 0) {
      this.toPass--;
      return next;
    }
    const { afterGap } = this;
    this.afterGap = false;
    try {
      this.emptyLines.passOn();
      this.onRecord({
        cells: this.fitting(cells, line),
        line,
        afterGap,
        place: (column) => ({ file: this.options.path, ...placeOf(text, from, line, this.options, column) }),
      });
    } catch (error) {
      if (!this.onBad || !(error instanceof UserError)) throw error;
      this.onBad(error);
    }
    return next;
  }

  private get keepsEmpty(): boolean {
    return this.options.keepEmpty === true && this.options.columns?.length === 1;
  }

  /** The cells of a row, one a column: empty ones at the end may be too many, and those of columns without a name too few. */
  private fitting(cells: string[], line: number): string[] {
    const { name, columns, delimiter, quote } = this.options;
    if (cells.length > MOST_COLUMNS) {
      throw new UserError(says.tooManyCells({ line, name, cells: cells.length, most: MOST_COLUMNS }), this.at(line));
    }
    this.rows++;
    const wanted = columns?.length ?? cells.length;
    if (this.repeatsNames(cells)) throw new UserError(says.namesAgain({ line, name }), this.at(line));
    if (cells.length === wanted) return cells;
    if (
      cells.slice(wanted).every((cell) => cell === "") &&
      columns!.slice(cells.length).every((column) => column === "")
    )
      return Array.from({ length: wanted }, (_, i) => cells[i] ?? "");
    throw new UserError(
      says.raggedRow({
        ...{ line, name, delimiter, quote, wanted, cells: cells.length },
        afterNames: this.rows === 1 && this.options.header,
        decimal: delimiter === "," && cells.length > wanted ? decimalComma(cells) : undefined,
        hasReturn: cells.some((cell) => cell.includes("\r")),
      }),
      this.at(line),
    );
  }

  /** Whether a row is the names of the columns once more, as where files were joined. */
  private repeatsNames(cells: readonly string[]): boolean {
    const { columns, header } = this.options;
    if (!header || cells.length < 2) return false;
    // The byte order mark of a joined file is trimmed too.
    return cells.every((cell, i) => cell.trim() === columns?.[i]);
  }

  private quoteError(text: string, firstLine: number, { code, index = 0 }: Papa.ParseError): UserError {
    const { path, name, delimiter, quote } = this.options;
    const before = text.slice(0, index);
    const line = firstLine + breaksIn(before);
    const column = index - before.lastIndexOf("\n");
    if (code === "MissingQuotes") {
      // The index is that after the quote.
      return new UserError(says.unclosedQuote({ name, line, quote: quote! }), {
        file: path,
        line,
        column: Math.max(1, column - 1),
      });
    }
    const at = strayQuote(text, index, delimiter, quote!);
    const past = text.slice(0, at);
    const place = { line: firstLine + breaksIn(past), column: at - past.lastIndexOf("\n") };
    return new UserError(says.badQuote({ name, line: place.line, cell: line, quote: quote! }), {
      file: path,
      ...place,
    });
  }

  private openQuote(quote: string): { line: number; column: number } {
    const at = this.rest.indexOf(quote);
    const before = this.rest.slice(0, at);
    return { line: this.line + breaksIn(before), column: at - before.lastIndexOf("\n") };
  }

  private at(line: number) {
    return { file: this.options.path, line, column: 1 };
  }
}

/** A file with more of them has other quotes: each makes what is in hand be read again. */
const MOST_BAD_QUOTES = 100;

/** Two cells that look like the halves of a number, at the end of a row: "10,1". */
function decimalComma(cells: readonly string[]): string | undefined {
  const [whole, part] = cells.slice(-2);
  return /^-?\d+$/.test(whole) && /^\d+$/.test(part) ? `${whole},${part}` : undefined;
}

/** The first quote of a quoted cell, whose text begins at `from`, that neither ends it nor is written twice. */
function strayQuote(text: string, from: number, delimiter: string, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (text[at + 1] === quote) at++;
    else {
      let next = at + 1;
      while (text[next] === " ") next++;
      if (text[next] !== "\n" && !text.startsWith(delimiter, next)) return at;
    }
  }
  return from;
}

function breaksIn(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) breaks++;
  return breaks;
}

/** Where a cell of a row begins: walks over the cells before it, quoted ones included. */
function placeOf(
  text: string,
  from: number,
  firstLine: number,
  { delimiter, quote }: DelimitedOptions,
  column: number,
) {
  let at = from;
  for (let i = 0; i < column; i++) {
    if (quote !== null && text[at] === quote) {
      at++;
      while (at < text.length && (text[at] !== quote || text[at + 1] === quote)) at += text[at] === quote ? 2 : 1;
    }
    const next = text.indexOf(delimiter, at);
    if (next < 0) break;
    at = next + delimiter.length;
  }
  const before = text.slice(from, at);
  return { line: firstLine + breaksIn(before), column: before.length - before.lastIndexOf("\n") };
}
