/** How well one class, label, tag or type of entity is found. */
export interface ScoreRow {
  /** "" of entities without a type: see `UNTYPED`. */
  label: string;
  /** How often it is true, how often it was predicted, and how often both. */
  actual: number;
  predicted: number;
  correct: number;
  precision: number;
  recall: number;
  f1: number;
}

/** Predictions whose confidence lies in (from, to]. */
export interface CalibrationBin {
  from: number;
  to: number;
  count: number;
  /** Means over the bin; 0 where it is empty. */
  confidence: number;
  accuracy: number;
}

/** Errors of forecasts: of one column in its units; of several, whose units differ, only MASE. */
export interface ForecastErrors {
  mae?: number;
  rmse?: number;
  /** Infinite where the naive forecast of the training part is without error. */
  mase: number;
}

/** Errors at one horizon, 1 = the next value, and those of the naive forecast at the same horizon. */
export interface HorizonRow extends ForecastErrors {
  horizon: number;
  naive?: ForecastErrors;
}

/** Errors of one series or column among several, over all horizons. */
export interface ErrorRow extends ForecastErrors {
  series?: string;
  column?: string;
  windows: number;
  naive?: ForecastErrors;
}

/** What does not fit in one number: for tables and panels; only what the task has is there. */
export interface Report {
  /** How often class i (row) was taken for class j (column). */
  confusion?: { labels: string[]; counts: number[][] };
  classes?: ScoreRow[];
  entities?: ScoreRow[];
  calibration?: CalibrationBin[];
  horizons?: HorizonRow[];
  errors?: ErrorRow[];
}

/** The report of a measurement, and where it was made. */
export interface PartReport {
  part: "validation" | "test";
  step: number;
  report: Report;
}

/** Classes of a matrix that somebody can look at. */
const MOST_CONFUSED = 40;
const MOST_ROWS = 200;

/** What of a report is kept and shown: no matrix that is too large to look at, and the most frequent rows of the others. */
export function shortened({ confusion, classes, entities, errors, ...rest }: Report): Report {
  const most = (rows: ScoreRow[]) => rows.toSorted((a, b) => b.actual - a.actual).slice(0, MOST_ROWS);
  return {
    ...rest,
    ...(confusion && confusion.labels.length <= MOST_CONFUSED && { confusion }),
    ...(errors && { errors: errors.slice(0, MOST_ROWS) }),
    ...(classes && { classes: most(classes) }),
    ...(entities && { entities: most(entities) }),
  };
}

/** Whether something that came from a file or a message has the shape of a report. */
export function isPartReport(value: unknown): value is PartReport {
  const { part, step, report } = (value ?? {}) as Record<string, unknown>;
  if ((part !== "validation" && part !== "test") || typeof step !== "number") return false;
  const { confusion, classes, entities, calibration, horizons, errors } = (report ?? {}) as Record<string, unknown>;
  const rows = (list: unknown, text: readonly string[], numbers: readonly string[]) =>
    list === undefined ||
    (Array.isArray(list) &&
      list.every(
        (row) => text.every((key) => typeof row?.[key] === "string") && numbers.every((key) => isFigure(row?.[key])),
      ));
  const scores = ["actual", "predicted", "correct", "precision", "recall", "f1"];
  return (
    rows(classes, ["label"], scores) &&
    rows(entities, ["label"], scores) &&
    rows(calibration, [], ["from", "to", "count", "confidence", "accuracy"]) &&
    rows(horizons, [], ["horizon", "mase"]) &&
    rows(errors, [], ["windows", "mase"]) &&
    (confusion === undefined || isConfusion(confusion))
  );
}

/** JSON has no infinity, and says null. */
function isFigure(value: unknown): boolean {
  return value === null || typeof value === "number";
}

function isConfusion(value: unknown): boolean {
  const { labels, counts } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(labels) || !Array.isArray(counts) || counts.length !== labels.length) return false;
  const isRow = (row: unknown) => Array.isArray(row) && row.length === labels.length && row.every(isFigure);
  return labels.every((label) => typeof label === "string") && counts.every(isRow);
}
