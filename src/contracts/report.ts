import * as Type from "typebox";
import { labels, ranking, tags } from "./preview.ts";
import { figure, number, oneOf, shape, strings } from "./shapes.ts";

const scoreRow = Type.Object({
  /** "" of entities without a type: see `UNTYPED`. */
  label: Type.String(),
  /** How often it is true, how often it was predicted, and how often both. */
  actual: figure,
  predicted: figure,
  correct: figure,
  precision: figure,
  recall: figure,
  f1: figure,
});

/** How well one class, label, tag or type of entity is found. */
export type ScoreRow = Type.Static<typeof scoreRow>;

const calibrationBin = Type.Object({
  from: figure,
  to: figure,
  count: figure,
  /** Means over the bin; 0 where it is empty. */
  confidence: figure,
  accuracy: figure,
});

/** Predictions whose confidence lies in (from, to]. */
export type CalibrationBin = Type.Static<typeof calibrationBin>;

const errors = {
  mae: Type.Optional(figure),
  rmse: Type.Optional(figure),
  /** Infinite where the naive forecast of the training part is without error. */
  mase: figure,
};
const forecastErrors = Type.Object(errors);

/** Errors of forecasts: of one column in its units; of several, whose units differ, only MASE. */
export type ForecastErrors = Type.Static<typeof forecastErrors>;

const horizonRow = Type.Object({ horizon: figure, ...errors, naive: Type.Optional(forecastErrors) });

/** Errors at one horizon, 1 = the next value, and those of the naive forecast at the same horizon. */
export type HorizonRow = Type.Static<typeof horizonRow>;

const errorRow = Type.Object({
  series: Type.Optional(Type.String()),
  column: Type.Optional(Type.String()),
  windows: figure,
  ...errors,
  naive: Type.Optional(forecastErrors),
});

/** Errors of one series or column among several, over all horizons. */
export type ErrorRow = Type.Static<typeof errorRow>;

const lengthRow = Type.Object({
  /** Tokens of the source, both ends included. */
  from: figure,
  to: figure,
  examples: figure,
  exactMatch: figure,
  errorRate: figure,
  /** Not a number where all that was written is shorter than four tokens. */
  bleu: figure,
});

/** How well outputs are written whose sources are about as long. */
export type LengthRow = Type.Static<typeof lengthRow>;

const writtenExample = Type.Object({
  source: Type.String(),
  output: Type.String(),
  truth: Type.String(),
  /** Tokens to insert, delete or replace, over the tokens of the truth. */
  errorRate: figure,
  /** Whether the output ended by itself; otherwise it was cut. */
  stopped: Type.Boolean(),
  /** Of a network with attention, what each symbol looked at: (outputs, source), `<eos>` too where it stopped; and these symbols. */
  alignment: Type.Optional(Type.Array(Type.Array(Type.Number()))),
  symbols: Type.Optional(Type.Object({ source: strings, output: strings })),
});

/** What was written for an example, beside what is true. */
export type WrittenExample = Type.Static<typeof writtenExample>;

const edits = Type.Object({ labels: figure, substitutions: figure, insertions: figure, deletions: figure });

const confusedLabels = Type.Object({ truth: Type.String(), output: Type.String(), count: figure });

const shownExample = Type.Object({
  preview: Type.Union([labels, tags, ranking]),
  /** How sure the model is of its answer, where it chooses one. */
  confidence: Type.Optional(number),
  /** Where it stands in its file. */
  line: Type.Optional(number),
  /** Of a sequence that is longer than what is shown: how many steps stand before, and how many it has. */
  from: Type.Optional(number),
  of: Type.Optional(number),
});

/** An example of the part with what the model answers. */
export type ShownExample = Type.Static<typeof shownExample>;

const shownExamples = Type.Object({
  /** Errors first. */
  shown: Type.Array(shownExample),
  /** How many of the part are wrong, and how many there are. */
  wrong: number,
  total: number,
});

/** Some hundred examples at most. */
export type ShownExamples = Type.Static<typeof shownExamples>;

const confusion = Type.Refine(
  Type.Object({
    labels: strings,
    counts: shape<number[][]>((rows) => Array.isArray(rows) && rows.every((row) => Array.isArray(row))),
  }),
  ({ labels, counts }) =>
    counts.length === labels.length &&
    counts.every((row) => row.length === labels.length && row.every((n) => n === null || typeof n === "number")),
);

const report = Type.Object({
  /** How often class i (row) was taken for class j (column). */
  confusion: Type.Optional(confusion),
  classes: Type.Optional(Type.Array(scoreRow)),
  entities: Type.Optional(Type.Array(scoreRow)),
  examples: Type.Optional(shownExamples),
  calibration: Type.Optional(Type.Array(calibrationBin)),
  horizons: Type.Optional(Type.Array(horizonRow)),
  errors: Type.Optional(Type.Array(errorRow)),
  /** Of written output: by the length of the source, and the examples that are the furthest from the truth. */
  lengths: Type.Optional(Type.Array(lengthRow)),
  worst: Type.Optional(Type.Array(writtenExample)),
  /** Of transcripts: the labels of the truth, and how often each edit was made. */
  edits: Type.Optional(edits),
  /** Of transcripts: the labels that were taken for each other most often. */
  confused: Type.Optional(Type.Array(confusedLabels)),
  /** Of written output: the width of the search that wrote it, null where it was written greedily. */
  beam: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
});

/** What does not fit in one number: for tables and panels; only what the task has is there. */
export type Report = Type.Static<typeof report>;

export const partReport = Type.Object({ part: oneOf("validation", "test"), step: number, report });

/** The report of a measurement, and where it was made. */
export type PartReport = Type.Static<typeof partReport>;

/** Classes of a matrix that somebody can look at. */
const MOST_CONFUSED = 40;
const MOST_ROWS = 200;

/** What of a report is kept and shown: nothing that is too large to look at, and the most frequent rows of the others. */
export function shortened({ confusion, classes, entities, errors, worst, ...rest }: Report): Report {
  const most = (rows: ScoreRow[]) => rows.toSorted((a, b) => b.actual - a.actual).slice(0, MOST_ROWS);
  return {
    ...rest,
    ...(worst && { worst: worst.map(({ alignment: _, symbols: __, ...example }) => example) }),
    ...(confusion && confusion.labels.length <= MOST_CONFUSED && { confusion }),
    ...(errors && { errors: errors.slice(0, MOST_ROWS) }),
    ...(classes && { classes: most(classes) }),
    ...(entities && { entities: most(entities) }),
  };
}
