import * as Type from "typebox";
import { doc } from "./fields.ts";
import { names } from "./forms.ts";

const column = () => Type.String({ noun: "the name of a column", minLength: 1, maxLength: 1000 });
const columns = () => Type.Array(column(), { noun: "a list of columns", minItems: 1, maxItems: 1000 });

const format = names({
  text: "One example per line.",
  csv: "A table with cells separated by commas or another delimiter. A cell that contains a delimiter stands in double quotes.",
  tsv: "A table with cells separated by tabs.",
  jsonl: "JSON Lines: one object per line, whose keys are the columns.",
  conll:
    "One token per line with its columns, and a blank line between sentences, as in CoNLL, or in CoNLL-U with its comments.",
  "tagged-lines": "One sentence per line: its tokens, a tab, and as many tags, as ATIS is distributed.",
});

const quote = names({
  '"': "Double quotes. Within a quoted cell, a quote is written twice.",
  "'": "Single quotes. Within a quoted cell, a quote is written twice.",
  none: "None: a quote is a character like any other, and each line is a row.",
});

const labels = names({
  one: "Each sequence, or each step, has exactly one label.",
  several: "Each sequence has any number of labels: a list, or text separated by `|`, `;` or `,`.",
  ordered: "Each sequence has one label, and labels are numbers with an order, like stars.",
  binary: "Yes or no.",
});

/** How files with columns are read: tables, objects, tagged tokens. A running text has none. */
export const columnKeys = {
  format: Type.Optional(
    Type.Union([format, Type.Null()], {
      ...doc(
        "Format",
        "The format of the files. `null`: detected from the first lines of the first file, otherwise from its ending. The result is shown.",
      ),
      default: null,
    }),
  ),
  delimiter: Type.Optional(
    Type.Union([Type.String({ noun: "a delimiter", minLength: 1, maxLength: 1 }), Type.Null()], {
      ...doc(
        "Delimiter",
        "The character that separates the cells of a table. `null`: a tab in TSV; in CSV, what the first rows suggest.",
      ),
      examples: [",", ";", "\t", "|"],
      default: null,
    }),
  ),
  quote: Type.Optional(
    Type.Union([quote, Type.Null()], {
      ...doc(
        "Quote",
        "The character that encloses a cell which contains a delimiter or a line break. `null`: double quotes, but none where tabs separate the cells: a quote in tab-separated text is a character like any other, unless this key says otherwise.",
      ),
      default: null,
    }),
  ),
  header: Type.Optional(
    Type.Union([Type.Boolean(), Type.Null()], {
      ...doc(
        "Header",
        "Whether the first row of a table names its columns. Columns without names are called 1, 2, … `null`: what the first rows of the first file suggest. The result is shown. Other files are read like the first, also by `evaluate` and `predict`.",
      ),
      default: null,
    }),
  ),
  input: Type.Optional(
    Type.Union([column(), columns(), Type.Null()], {
      ...doc(
        "Input",
        "The column that the network reads: text, a list of tokens, or numbers. A list of columns of numbers is one vector per step; one column of text may be among them. With `sequence-to-sequence`, one column of text. With `transcription`, a list of vectors, one for each step, or the paths of `.wav` files (see `features`). `null`: the first column that fits. The choice is shown.",
      ),
      default: null,
    }),
  ),
  target: Type.Optional(
    Type.Union([column(), columns(), Type.Null()], {
      ...doc(
        "Target",
        "The column that is predicted: labels, tags, or numbers, of which there may be several columns. With `generation` and `sequence-to-sequence`, the text that is written; with `transcription`, the transcript: a text or a list of labels. Where tags mark entities (IOB, IOE, IOBES, BILOU or BMES: `B-CAR`, and also `B_CAR`, `CAR-B` or a bare `B`), whole entities are measured too. `null`: the column named like a label, otherwise the last one; in a classification whose last column holds texts, a column before it whose values repeat. The choice is shown.",
      ),
      default: null,
    }),
  ),
  sequence: Type.Optional(
    Type.Union([column(), Type.Null()], {
      ...doc(
        "Sequence",
        "The column that says which rows of a table are the steps of one sequence: consecutive rows with the same value are one sequence, and an empty cell continues the sequence above. With `forecasting` it names the series of each row, and rows of several series may alternate: no window spans two series, and each series is split into parts by its own length and normalised by its own training part. `null`: each row is a sequence, and with `forecasting` a table is one series; with `tagging`, a column that names each sentence in its first row only is detected, and this is shown.",
      ),
      default: null,
    }),
  ),
  partition: Type.Optional(
    Type.Union([column(), Type.Null()], {
      ...doc(
        "Partition",
        "The column that says which part an example belongs to: `train`, `validation` (or `valid`, `val`, `dev`) or `test`. It replaces the fractions of `validation` and `test`.",
      ),
      default: null,
    }),
  ),
  labels: Type.Optional(
    Type.Union([labels, Type.Null()], {
      ...doc("Labels", 'What kind of labels there are. `null`: `"one"`.'),
      default: null,
    }),
  ),
  window: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 65_536 }), Type.Null()], {
      ...doc(
        "Window",
        "Rows that a forecast looks back on. `null`: `training.sequenceLength`. The training loss is the mean over all rows of a window, including the first ones, which have little to look back on. Validation and test measure only the rows after a whole window, so their loss is often lower.",
      ),
      default: null,
    }),
  ),
  horizon: Type.Optional(
    Type.Integer({
      ...doc(
        "Horizon",
        "Rows that are forecast after each window. Training always predicts the next row. For rows beyond it, the network continues from its own predictions, in validation and test too.",
      ),
      minimum: 1,
      maximum: 10_000,
      default: 1,
    }),
  ),
  difference: Type.Optional(
    Type.Integer({
      ...doc(
        "Difference",
        "How often the series is replaced by its changes from row to row. Forecasts are summed up again. A trend leaves the range that training has seen; its changes do not.",
      ),
      minimum: 0,
      maximum: 2,
      default: 0,
    }),
  ),
  season: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 100_000 }), Type.Null()], {
      ...doc(
        "Season",
        "Rows in one season, like 12 months. The naive forecast, with which errors are compared, then repeats the value of one season before. `null`: it repeats the last row.",
      ),
      default: null,
    }),
  ),
};
