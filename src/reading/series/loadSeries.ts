import type { Message } from "../../base/message.ts";
import { listed } from "../../base/words.ts";
import { type Config, notMeasured } from "../../config/index.ts";
import type { Part } from "../../data/encode/corpus.ts";
import { eachPart } from "../../data/encode/corpus.ts";
import type { Dataset, DatasetPart } from "../../data/encode/dataset.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { formOf } from "../../data/encode/fileForm.ts";
import { normalized } from "../../data/encode/normalize.ts";
import { differences, type Series, stepsOf } from "../../data/encode/series.ts";
import { openFiles, type Say } from "../examples/openFiles.ts";
import { type FittedSeries, fitOf, fitSeries, type Levels, pooledFit } from "./fitSeries.ts";
import { readSeries, type SeriesRows, total } from "./readSeries.ts";
import { seriesColumns } from "./seriesColumns.ts";
import { noteSeries, sayConstants, sayOrder, sayStill } from "./seriesNotes.ts";
import { refuseUnmeasured, sayUnmeasured } from "./unmeasured.ts";
import { partRows, trainable, windowOf, windowStarts } from "./windows.ts";

export interface SeriesOptions {
  /** Of the run that goes on, or is used. */
  encoding?: Encoding;
  /** All rows are to be measured on: they are the test part. */
  measured?: boolean;
  signal?: AbortSignal;
}

/** Forecasting: columns of numbers as one series or several, in the order of the files, cut into overlapping windows. */
export async function loadSeries(
  config: Config,
  configFile: string,
  { encoding: known, measured = false, signal }: SeriesOptions,
): Promise<Dataset> {
  const warnings: Message[] = [];
  const notes: Message[] = [];
  const say: Say = { warn: (message) => warnings.push(message), note: (message) => notes.push(message) };
  const opened = await openFiles(config, configFile, say, { known: known?.reading, signal });
  const found = seriesColumns(config, configFile, opened[0], known, say.note);
  const { inputs, targets, sequence, times } = found;
  if (!known) refuseManyUnits(config, targets, configFile);
  const columns = [...new Set([...inputs, ...targets])];
  const keyOf = (column: string) => (inputs.includes(column) ? "data.input" : "data.target");
  const { warn } = say;
  const table = await readSeries({ opened, configFile, ...found, columns, keyOf, warn, signal });
  const { files } = table;
  sayOrder(table, times, config, say);
  const parted = table.series.map((own) => ({ ...own, rows: rowsOf(own, config, measured) }));
  const kept = known ? parted : trainable(parted, config, { files, configFile, warn });
  const { difference } = config.data;
  const levels = (values: Float64Array, some: readonly string[]): Levels => {
    const own = picked(values, columns, some);
    return { columns: some, values: own, changes: differences(own, some.length, difference) };
  };
  const fitted = kept.map(({ name, rows, values }) => {
    const read = levels(values, inputs);
    const predicted = isSame(inputs, targets) ? read : levels(values, targets);
    return fitSeries({ name, rows, read, predicted }, config, { known, measured });
  });
  if (!known) {
    sayConstants(fitted, config, say);
    sayStill(fitted, config, warn);
  }
  const series = laidOut(fitted, config);
  if (sequence !== undefined && !known) noteSeries(sequence, series, say.note);
  const { vectors, next } = storeOf(fitted, series);
  const window = windowOf(config);
  const parts = eachPart((part): DatasetPart => {
    const starts = series.map(({ rows }) => windowStarts(part, rows, config, window));
    const all = (of: (start: number, series: number) => number) => {
      return joined(starts.map((own, i) => own.map((start) => of(start, i))));
    };
    const inputs = all((start, i) => series[i].start + start);
    return {
      inputs: { starts: inputs, lengths: new Int32Array(inputs.length).fill(window), vectors },
      targets: { kind: "numbers", perStep: true, values: next },
      origins: {
        files: all((start, i) => kept[i].files[start + difference]),
        lines: all((start, i) => kept[i].lines[start + difference]),
      },
      series: all((_, i) => i),
    };
  });
  if (measured) refuseUnmeasured(parts.test, series, config, files[0]);
  sayUnmeasured(parts, series, config, { measured, file: files[0], warn });
  const [{ fit }] = fitted;
  const pooled = known ? fitOf(known) : sequence === undefined ? fit : pooledFit(fitted, config);
  const encoding: Encoding = {
    source: {
      inputs: inputs.map((column) => ({ column, kind: "numbers" })),
      cutting: "whole",
      features: pooled.features,
    },
    target: {
      column: null,
      labels: [],
      numbers: pooled.targets,
      ...(sequence === undefined && { naive: fit.naive }),
    },
    ...(sequence !== undefined && {
      series: known?.series ?? fitted.map(({ name, fit }) => ({ name: name!, ...fit })),
    }),
    reading: known?.reading ?? formOf(opened[0].reading),
  };
  const facts = factsOf(files, parts, series, window);
  return { files, parts, columns: opened[0].reading.columns, encoding, series, facts, warnings, notes };
}

/** Errors of several columns are in units of their own, and have no mean that could choose the best checkpoint. */
function refuseManyUnits(config: Config, targets: readonly string[], configFile: string): void {
  const { best } = config.training;
  if (targets.length === 1 || (best !== "mae" && best !== "rmse")) return;
  const why = `which is measured of one column; data.target is ${listed(
    targets.map((name) => JSON.stringify(name)),
    "and",
  )}`;
  throw notMeasured(config, why, ["mase", "loss"], configFile);
}

/** Which rows of a series belong to which part. */
function rowsOf({ counts }: SeriesRows, config: Config, measured: boolean) {
  return partRows(measured ? { train: 0, validation: 0, test: total(counts) } : counts, config);
}

/** The series one after the other in the store of steps. */
function laidOut(fitted: readonly FittedSeries[], { data }: Config): Series[] {
  const { difference, horizon, season } = data;
  let steps = 0;
  return fitted.map(({ name, rows, predicted, fit }) => {
    const shape = { values: predicted.values, columns: predicted.columns.length, difference };
    const start = steps;
    steps += stepsOf(shape);
    const { features, targets } = fit;
    const own = { rows, start, features, targets, naive: Float64Array.from(fit.naive) };
    return { ...(name !== undefined && { name }), ...shape, horizon, season: season ?? 1, ...own };
  });
}

/** What is read, (steps,F), and what is predicted after each step, (steps,K), normalised. */
function storeOf(fitted: readonly FittedSeries[], series: readonly Series[]) {
  const steps = series.reduce((sum, own) => sum + stepsOf(own), 0);
  const [F, K] = [fitted[0].read.columns.length, fitted[0].predicted.columns.length];
  const vectors = new Float32Array(steps * F);
  // The target of a step is the row after it; the last step of a series has none, and is in no window as its last.
  const next = new Float32Array(steps * K);
  for (const [i, { read, predicted, fit }] of fitted.entries()) {
    const { start } = series[i];
    normalized(read.changes, fit.features, vectors.subarray(start * F));
    normalized(predicted.changes.subarray(K), fit.targets, next.subarray(start * K));
  }
  return { vectors, next };
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, i) => name === others[i]);
}

/** Some columns of a table (rows, columns); all of them are not copied. */
function picked(values: Float64Array, columns: readonly string[], names: readonly string[]): Float64Array {
  if (isSame(columns, names)) return values;
  const rows = values.length / Math.max(1, columns.length);
  const at = names.map((name) => columns.indexOf(name));
  const out = new Float64Array(rows * names.length);
  for (let i = 0, j = 0; i < rows; i++) for (const c of at) out[j++] = values[i * columns.length + c];
  return out;
}

function joined(arrays: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

function factsOf(
  files: Dataset["files"],
  parts: Record<Part, DatasetPart>,
  series: readonly Series[],
  window: number,
): Dataset["facts"] {
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    sequences: eachPart((part) => parts[part].inputs.starts.length),
    steps: eachPart((part) => series.reduce((sum, { rows }) => sum + rows[part][1] - rows[part][0], 0)),
    truncated: eachPart(() => 0),
    longest: eachPart((part) => (parts[part].inputs.starts.length > 0 ? window : 0)),
    balance: eachPart(() => []),
    vocabularySize: 0,
    symbols: 0,
    unknown: eachPart(() => 0),
    unknownShare: eachPart(() => null),
  };
}
