import * as Type from "typebox";
import { doc } from "./fields.ts";
import { names } from "./forms.ts";

const column = () => Type.String({ noun: "the name of a column", minLength: 1, maxLength: 1000 });
const columns = () => Type.Array(column(), { noun: "a list of columns", minItems: 1, maxItems: 1000 });

const format = names({
  text: "One example a line.",
  csv: "A table: cells between commas, or another delimiter, in double quotes where they hold one.",
  tsv: "A table with cells between tabs.",
  jsonl: "JSON Lines: an object a line, whose keys are the columns.",
  conll:
    "A token a line with its columns, a blank line between sentences, as CoNLL has it, or CoNLL-U with its comments.",
  "tagged-lines": "A sentence a line: its tokens, a tab, as many tags, as ATIS is distributed.",
});

const quote = names({
  '"': "Double quotes; within a quoted cell a quote is written twice.",
  "'": "Single quotes; within a quoted cell a quote is written twice.",
  none: "Nothing: a quote is a character like any other, and each line is a row.",
});

const labels = names({
  one: "Each sequence, or each step, has exactly one.",
  several: "Each sequence has any number of them: a list, or text divided by `|`, `;` or `,`.",
  ordered: "Each sequence has one, and labels are numbers whose order counts, like stars.",
  binary: "Yes or no.",
});

/** How files with columns are read: tables, objects, tagged tokens. A running text has none. */
export const columnKeys = {
  format: Type.Optional(
    Type.Union([format, Type.Null()], {
      ...doc(
        "Format",
        "What the files are. `null`: what the first lines of the first file show, otherwise what its ending says, and it is said.",
      ),
      default: null,
    }),
  ),
  delimiter: Type.Optional(
    Type.Union([Type.String({ noun: "a delimiter", minLength: 1, maxLength: 1 }), Type.Null()], {
      ...doc(
        "Delimiter",
        "What divides the cells of a table. `null`: a tab in TSV; in CSV what the first rows suggest.",
      ),
      examples: [",", ";", "\t", "|"],
      default: null,
    }),
  ),
  quote: Type.Optional(
    Type.Union([quote, Type.Null()], {
      ...doc(
        "Quote",
        "What stands around a cell that holds a delimiter or a line break. `null`: double quotes, and nothing where tabs divide the cells: a quote in tab-separated text is a character like any other, unless this key says otherwise. In a POSIX shell a double quote is typed `--set 'data.quote=\"'`.",
      ),
      default: null,
    }),
  ),
  header: Type.Optional(
    Type.Union([Type.Boolean(), Type.Null()], {
      ...doc(
        "Header",
        "Whether the first row of a table names its columns; without names they are called 1, 2, … `null`: as the first rows of the first file suggest, and it is said. Other files are read as the first was, also by `evaluate` and `predict`.",
      ),
      default: null,
    }),
  ),
  input: Type.Optional(
    Type.Union([column(), columns(), Type.Null()], {
      ...doc(
        "Input",
        "The column that the network reads: a text or a list of tokens, or numbers. A list of columns of numbers is a vector a step; one column of text may be among them. `null`: the first that makes sense, and it is said.",
      ),
      default: null,
    }),
  ),
  target: Type.Optional(
    Type.Union([column(), columns(), Type.Null()], {
      ...doc(
        "Target",
        "The column of what is to be predicted: labels, tags, or numbers, of which it may be several columns. For `generation`, what is written. Where tags mark entities (IOB, IOE, IOBES, BILOU or BMES: `B-CAR`, and also `B_CAR`, `CAR-B` or a bare `B`), whole entities are measured too. `null`: the one called like a label, otherwise the last, or of a classification with texts in the last the one before whose values come again, and it is said.",
      ),
      default: null,
    }),
  ),
  sequence: Type.Optional(
    Type.Union([column(), Type.Null()], {
      ...doc(
        "Sequence",
        "The column that says which rows of a table are the steps of one sequence: as long as it holds the same, it is the same sequence, and an empty cell goes on with the sequence above. With `forecasting` it names the series of each row, whose rows may take turns: no window goes from one series to another, and each is cut into parts by its own length and normalised by its own training part. `null`: a row is a sequence, and with `forecasting` a table one series; for `tagging`, a column that names each sentence in its first row alone is found, and it is said.",
      ),
      default: null,
    }),
  ),
  partition: Type.Optional(
    Type.Union([column(), Type.Null()], {
      ...doc(
        "Partition",
        "The column that says which part an example belongs to: `train`, `validation` (or `valid`, `val`, `dev`) or `test`. It stands in place of the fractions of `validation` and `test`.",
      ),
      default: null,
    }),
  ),
  labels: Type.Optional(
    Type.Union([labels, Type.Null()], {
      ...doc("Labels", 'What a label is. `null`: `"one"`.'),
      default: null,
    }),
  ),
  window: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1, maximum: 65_536 }), Type.Null()], {
      ...doc(
        "Window",
        "Rows that a forecast looks back on. `null`: `training.sequenceLength`. The training loss is the mean over all rows of a window, also the first ones, which have little to look back on; validation and test measure the rows after a whole window, and are often lower.",
      ),
      default: null,
    }),
  ),
  horizon: Type.Optional(
    Type.Integer({
      ...doc(
        "Horizon",
        "Rows that are forecast after each window. Training always predicts the next row; beyond it the network goes on from its own predictions, in validation and test too.",
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
        "How often the series is replaced by the change from row to row, and forecasts are added up again. A trend leaves the range that training has seen; its changes do not.",
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
        "Rows after which the series is alike, like 12 months. The naive forecast, which errors are compared with, then repeats what was a season before. `null`: it repeats the last row.",
      ),
      default: null,
    }),
  ),
};
