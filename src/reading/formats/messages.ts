import { messageTable } from "../../base/message.ts";
import { count, grouped, invisibleIn, listed, quoted } from "../../base/words.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { Format } from "../../data/encode/fileForm.ts";

/** What a line of a file is told with. */
interface Line {
  name: string;
  line: number;
}

/** Columns that a message lists. */
const SHOWN = 6;

const JSON_LINES = "Each line of JSON Lines is one object in braces, with keys and text in double quotes.";
const TAGGED_LINES = "A line holds the tokens of a sentence, a tab, and as many tags; spaces divide both.";
const ORDINARY = 'Where quotes are ordinary characters, set data.quote to "none".';

const FORMATS: Record<Format, string> = {
  text: "one example per line",
  csv: "a table",
  tsv: "a table with tabs between its cells",
  jsonl: "one JSON object per line",
  conll: "one token per line, with a blank line between sentences",
  "tagged-lines": "one sentence per line, with a tab before its tags",
  wav: "a sound with its text beside it",
};

/** How a delimiter is called. */
function shownDelimiter(delimiter: string): string {
  const names: Record<string, string> = {
    ",": "a comma",
    "\t": "a tab",
    ";": "a semicolon",
    "|": "a vertical bar",
    " ": "a space",
  };
  return names[delimiter] ?? JSON.stringify(delimiter);
}

function closing(quote: string): string {
  return `Close it with ${quote}; a quote within a quoted cell is written twice: ${quote.repeat(2)}. ${ORDINARY}`;
}

/** What a person cannot see, and may take for white space. */
function aboutInvisible(text: string): string {
  const found = invisibleIn(text);
  return found === "" ? "" : ` This line holds ${found}, which divides nothing here.`;
}

const RETURN =
  " The line holds a carriage return (CR) without a line feed: if it ends a line, save the file with LF or CR LF line breaks.";

const lineOf = ({ name, line }: Line) => `Line ${grouped(line)} of ${name}`;

/** What is said of the records of files, and of how files are read. */
export const says = messageTable("reading/formats", {
  lineTooLong: ({ most, ...line }: Line & { most: number }) => ({
    code: "line-too-long",
    text: `${lineOf(line)} is longer than ${grouped(most)} characters.`,
    hint: "Break it into shorter ones.",
  }),
  firstLineTooLong: ({ name, most }: { name: string; most: number }) => ({
    code: "line-too-long",
    text: `The first line of ${name} is longer than ${grouped(most)} bytes.`,
    hint: "Is it a table, JSON Lines or a text of examples? Line breaks must stand between its lines.",
  }),
  oldLineBreaks: ({ name }: { name: string }) => ({
    code: "line-breaks",
    text: `${name} is one line: its lines end in carriage returns alone, as programs of old Macintosh computers wrote them.`,
    hint: "Save it with LF or CR LF line breaks.",
  }),
  sentenceTooLong: ({ name, line, most }: Line & { most: number }) => ({
    code: "line-too-long",
    text: `${name}: the sentence that begins in line ${grouped(line)} is longer than ${grouped(most)} characters.`,
    hint: "A blank line ends a sentence.",
  }),

  jsonColumns: ({ name }: { name: string }) => ({
    code: "bad-json",
    text: `${name} is one JSON object that holds the whole table, but JSON Lines have one object per line.`,
    hint: 'In pandas, write it with df.to_json("data.jsonl", orient="records", lines=True, force_ascii=False).',
  }),
  jsonList: ({ name }: { name: string }) => ({
    code: "bad-json",
    text: `${name} is one JSON list, and JSON Lines have one object per line.`,
    hint: "Write each object on a line of its own, without brackets and commas, as jq -c '.[]' does.",
  }),
  translationMemory: ({ name, kind }: { name: string; kind: string }) => ({
    code: "unknown-format",
    text: `${name} is ${kind}, XML with the units of a translation memory, which is not read.`,
    hint: "Save its pairs as text with a tab between source and target, which translation programs export, or as two files of lines; OPUS calls these the Moses format.",
  }),
  /** `found` is what Python writes there: NaN or Infinity, None, True or False, or a single quote. */
  foreignJson: ({ column, found, ...line }: Line & { column: number; found: string }) => {
    const isNumber = /NaN|Infinity/.test(found);
    const word = { None: "null", True: "true", False: "false" }[found];
    const what = isNumber
      ? `${found}, as Python writes it, is not a number in JSON.`
      : word
        ? `${found} is how Python writes ${word}.`
        : "texts are in single quotes, as Python shows them.";
    return {
      code: "bad-json",
      text: `${lineOf(line)} is not JSON (column ${grouped(column)}): ${what}`,
      hint: isNumber
        ? "Write the number that is meant, or remove the line."
        : "json.dumps writes an object as JSON: with double quotes, null, true and false.",
    };
  },
  notJson: ({ column, ...line }: Line & { column: number }) => ({
    code: "bad-json",
    text: `${lineOf(line)} is not JSON (column ${grouped(column)}).`,
    hint: JSON_LINES,
  }),
  notAnObject: ({ kind, ...line }: Line & { kind: string }) => ({
    code: "bad-json",
    text: `${lineOf(line)} is ${kind}, not an object.`,
    hint: JSON_LINES,
  }),
  tooManyKeys: ({ keys, most, ...line }: Line & { keys: number; most: number }) => ({
    code: "too-many-columns",
    text: `${lineOf(line)} has ${grouped(keys)} keys; at most ${grouped(most)} are supported.`,
    hint: "The numbers of one example may stand in a list.",
  }),

  quoteTooLong: ({ name, line, quote, most }: Line & { quote: string; most: number }) => ({
    code: "unclosed-quote",
    text: `${name}: a quote that opens in line ${grouped(line)} is not closed within ${grouped(most)} characters.`,
    hint: closing(quote),
  }),
  tooManyCells: ({ cells, most, ...line }: Line & { cells: number; most: number }) => ({
    code: "too-many-columns",
    text: `${lineOf(line)} has ${count(cells, "cell")}; a table may have ${grouped(most)} columns.`,
    hint: "Is data.delimiter right?",
  }),
  raggedRow: (of: Line & RaggedRow) => {
    const before = of.afterNames ? "the first row has" : "the lines before it have";
    const shownQuotes = of.quote === '"' ? "double quotes" : "single quotes";
    const rule =
      of.quote === null
        ? "quotes are ordinary characters here, unless data.quote says otherwise"
        : `a cell that contains one needs ${shownQuotes} around it`;
    const decimal =
      of.decimal === undefined
        ? ""
        : ` Where ${of.decimal} is one number with a decimal comma, write it with a point, or use semicolons between cells.`;
    return {
      code: "ragged-row",
      text: `${lineOf(of)} has ${count(of.cells, "cell")}, and ${before} ${grouped(of.wanted)}.`,
      hint: `Cells are divided by ${shownDelimiter(of.delimiter)}; ${rule}.${decimal}${of.hasReturn ? RETURN : ""}`,
    };
  },
  namesAgain: (line: Line) => ({
    code: "names-again",
    text: `${lineOf(line)} repeats the names of the columns, as happens when files are joined into one.`,
    hint: "Remove the line, or name the files in a list instead of joining them.",
  }),
  unclosedQuote: ({ name, line, quote }: Line & { quote: string }) => ({
    code: "unclosed-quote",
    text: `${name}: the quote that opens in line ${grouped(line)} is never closed.`,
    hint: closing(quote),
  }),
  /** `cell` is the line where the cell began. */
  badQuote: ({ name, line, cell, quote }: Line & { cell: number; quote: string }) => {
    const began = line === cell ? "" : `The cell began in line ${grouped(cell)}. `;
    return {
      code: "bad-quote",
      text: `${name}: in line ${grouped(line)} a quote is followed by something other than a delimiter or the end of the line.`,
      hint: `${began}A quote within a quoted cell is written twice: ${quote.repeat(2)}. ${ORDINARY}`,
    };
  },
  badList: ({ column, cell }: { column: string; cell: Cell | undefined }) => ({
    code: "bad-list",
    text: `${quoted(String(cell ?? "").slice(0, 40))} in column ${quoted(column)} is not a list, and the cells above it are.`,
    hint: `A list is written ["one", "two"].`,
  }),
  duplicateColumn: ({ name, column }: { name: string; column: string }) => ({
    code: "duplicate-column",
    text: `${name} has two columns called ${JSON.stringify(column)}.`,
    hint: "Give each a name of its own, or set data.header to false where the first row is data.",
  }),
  titleRow: ({ cells, wanted, ...line }: Line & { cells: number; wanted: number }) => ({
    code: "ragged-row",
    text: `${lineOf(line)} is not a row of the table: it has ${count(cells, "cell")}, and the lines below have ${grouped(wanted)}.`,
    hint: "Remove it, or begin it with #, which makes it a comment: a table begins with the names of its columns.",
  }),
  otherNames: ({ name, known }: { name: string; known: readonly string[] }) => ({
    code: "missing-column",
    text: `The first row of ${name} names none of the columns of the training file, ${listed(known.slice(0, SHOWN).map(quoted), "and")}.`,
    hint: "All files are read like the first of data.train: with these names in the first row. data.header says whether there are names.",
  }),
  otherColumns: ({ name, columns, known }: { name: string; columns: number; known: number }) => ({
    code: "changed-columns",
    text: `${name} has ${count(columns, "column")}, and the training file has ${grouped(known)}, which are told apart by their order.`,
    hint: "Give it the same columns in the same order.",
  }),

  tooManyTokenColumns: ({ columns, most, ...line }: Line & { columns: number; most: number }) => ({
    code: "too-many-columns",
    text: `${lineOf(line)} has ${count(columns, "column")}; at most ${grouped(most)} are supported.`,
    hint: "A line holds one token and what belongs to it.",
  }),
  /** `attached`: the line is words with their tags, as in "the/DT sea/NN". */
  raggedToken: (of: Line & { columns: number; width: number; attached: boolean; text: string }) => {
    const hint = of.attached
      ? "Tags that are attached to their words, as in these lines, are not read: write each word on a line of its own, a tab, and its tag."
      : "Columns stand between tabs, or between spaces where a line has no tab; a blank line ends a sentence.";
    return {
      code: "ragged-row",
      text: `${lineOf(of)} has ${count(of.columns, "column")}, and most of the first lines have ${of.width}.`,
      hint: hint + aboutInvisible(of.text),
    };
  },
  notTwoParts: ({ tabs, ...line }: Line & { tabs: number }) => ({
    code: "ragged-row",
    text: `${lineOf(line)} has ${tabs === 0 ? "no tab" : count(tabs, "tab")}.`,
    hint: TAGGED_LINES,
  }),
  unevenTags: ({ tokens, tags, text, ...line }: Line & { tokens: number; tags: number; text: string }) => ({
    code: "uneven-tags",
    text: `${lineOf(line)} has ${count(tokens, "token")} and ${count(tags, "tag")}.`,
    hint: TAGGED_LINES + aboutInvisible(text),
  }),

  formatByLines: ({ name, format }: { name: string; format: Format }) => ({
    code: "format",
    text: `${name} is read as ${format} (${FORMATS[format]}), by its first lines; data.format can say otherwise.`,
    key: "data.format",
  }),
  formatAgainstEnding: ({ name, format, ending }: { name: string; format: Format; ending: string }) => ({
    code: "format",
    text: `${name} is read as ${format} (${FORMATS[format]}), as its first lines show, although its name ends in ${ending}; data.format can say otherwise.`,
    key: "data.format",
  }),
  formatByEnding: ({ name, format, ending }: { name: string; format: Format; ending: string }) => ({
    code: "format",
    text: `${name} is read as ${format} (${FORMATS[format]}), as its name ends in ${ending}; data.format can say otherwise.`,
    key: "data.format",
  }),
  formatOfFirst: ({ name, format, shown }: { name: string; format: Format; shown: Format }) => ({
    code: "other-format",
    text: `${name} is read as ${format} (${FORMATS[format]}), as the first file is, although its first lines look like ${shown}; data.format can say otherwise.`,
    key: "data.format",
  }),
  separatorLine: ({ name }: { name: string }) => ({
    code: "delimiter",
    text: `${name}: line 1 says which delimiter the file uses, and is not read as a row.`,
    key: "data.delimiter",
  }),
  delimiter: ({ name, delimiter }: { name: string; delimiter: string }) => ({
    code: "delimiter",
    text: `${name}: cells are divided by ${shownDelimiter(delimiter)} (data.delimiter).`,
    key: "data.delimiter",
  }),
  singleQuotes: ({ name }: { name: string }) => ({
    code: "quote",
    text: `${name}: cells are in single quotes (data.quote).`,
    key: "data.quote",
  }),
  quotedLines: ({ name, delimiter }: { name: string; delimiter: string }) => ({
    code: "quoted-lines",
    text: `${name}: each line stands in quotes as a whole, and so is one cell with ${shownDelimiter(delimiter)} in it. If it divides cells, remove the quotes around the lines.`,
    key: "data.quote",
  }),
  keptQuotes: ({ name }: { name: string }) => ({
    code: "quote",
    text: `${name}: double quotes around cells are kept, as in tab-separated text; data.quote "\\"" removes them.`,
    key: "data.quote",
  }),
  comments: ({ name, lines }: { name: string; lines: number }) => ({
    code: "comments",
    text: `${name}: ${lines === 1 ? "a line that begins with # is" : `${lines} lines that begin with # are`} skipped.`,
  }),
  header: ({ name, header }: { name: string; header: boolean }) => ({
    code: "header",
    text: `${name}: the first row ${header ? "names the columns" : "is data, and columns are called 1, 2, …"} (data.header).`,
    key: "data.header",
  }),
  rowNames: ({ name }: { name: string }) => ({
    code: "row-names",
    text: `${name}: the first column has no name in the header; it holds row names and is not learned from.`,
    key: "data.header",
  }),
  lists: ({ name, columns }: { name: string; columns: readonly string[] }) => ({
    code: "lists",
    text: `${name}: the cells of ${listed(columns.map(quoted), "and")} are lists.`,
  }),
});

/** A row that has too many cells or too few. */
interface RaggedRow {
  cells: number;
  wanted: number;
  /** Whether only a row of names stands before it. */
  afterNames: boolean;
  delimiter: string;
  quote: string | null;
  /** What may be one number with a decimal comma. */
  decimal?: string;
  /** Whether a carriage return stands in it. */
  hasReturn: boolean;
}
