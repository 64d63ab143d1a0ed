import { UserError } from "../../base/userError.ts";
import { count, listed } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile, Part } from "../corpus.ts";
import type { Dataset, DatasetPart } from "../dataset.ts";
import type { Encoding, Normalization } from "../encoding.ts";
import { noSuchColumn, type Roles, rolesOf } from "../examples/columnRoles.ts";
import { Growing } from "../examples/growing.ts";
import { openFiles, readFile } from "../examples/openFiles.ts";
import { numberOf } from "../examples/stepReader.ts";
import { formOf } from "../formats/fileForm.ts";
import type { DataRecord } from "../formats/index.ts";
import { sayConstant } from "../numbers/constantNote.ts";
import { type ConstantColumn, fitNormalization, normalized } from "../numbers/normalize.ts";
import { eachPart } from "../parts.ts";
import { naiveScale } from "./naiveErrors.ts";
import { differences, roundingOf, type Series } from "./series.ts";
import { partRows, refuseShort, windowOf, windowStarts } from "./windows.ts";

/** Forecasting: columns of numbers as one series, in the order of the files, cut into overlapping windows. */
export async function loadSeries(
  config: Config,
  configFile: string,
  { encoding: known, signal }: { encoding?: Encoding; signal?: AbortSignal },
): Promise<Dataset> {
  const warnings: string[] = [];
  const notes: string[] = [];
  const say = { warn: (text: string) => warnings.push(text), note: (text: string) => notes.push(text) };
  const opened = await openFiles(config, configFile, say, { known: known?.reading, signal });
  const { found, reading } = opened[0];
  const roles = known
    ? { inputs: columnsOf(known.features), texts: [], targets: columnsOf(known.targets) }
    : rolesOf(config, reading, { file: configFile, name: found.name, note: say.note });
  refuseBlindRollout(roles, config, configFile);
  const columns = [...new Set([...roles.inputs, ...roles.targets])];
  const table = new Growing(Float64Array);
  const files: CorpusFile[] = [];
  const counts: Record<Part, number> = { train: 0, validation: 0, test: 0 };
  const origins = { files: new Growing(Int32Array), lines: new Growing(Int32Array) };
  for (const file of opened) {
    const at = columns.map((column) => {
      const index = file.reading.columns.indexOf(column);
      if (index >= 0) return index;
      const key = roles.inputs.includes(column) ? "data.input" : "data.target";
      throw noSuchColumn(key, column, file.found.name, file.reading.columns, configFile);
    });
    const onRecord = ({ cells, line, place }: DataRecord) => {
      for (const [i, column] of columns.entries()) {
        table.push(numberOf(cells[at[i]] ?? null, { column, place: () => place(at[i]) }));
      }
      counts[file.part]++;
      origins.files.push(files.length);
      origins.lines.push(line);
    };
    files.push(await readFile(file, onRecord, say.warn, signal));
  }
  const rows = partRows(counts, config);
  if (!known) refuseShort(rows, config, files, configFile);
  const window = windowOf(config);
  const { difference, horizon } = config.data;
  const all = table.view();
  const pick = (names: readonly string[]) => picked(all, columns, names);
  const step = (row: number) => row - difference;
  const changesOf = (names: readonly string[]) => {
    const changes = differences(pick(names), names.length, difference);
    const visit = (each: (row: number) => void) => {
      for (let row = rows.train[0] + difference; row < rows.train[1]; row++) each(step(row));
    };
    const rounding = roundingOf(pick(names), names.length, difference);
    const constant: ConstantColumn[] = [];
    const onConstant = (column: ConstantColumn) => constant.push(column);
    const fitted = () => fitNormalization(changes, names, visit, { rounding, onConstant });
    return { changes, fitted, constant };
  };
  const inputs = changesOf(roles.inputs);
  const outputs = changesOf(roles.targets);
  const features = known?.features ?? inputs.fitted();
  const targets = known?.targets ?? outputs.fitted();
  const only = inputs.constant.filter(({ column }) => !roles.targets.includes(column));
  sayConstant(only, "data.input", say, { differenced: difference > 0, isSeries: true });
  sayConstant(outputs.constant, "data.target", say, { differenced: difference > 0, isSeries: true });
  const vectors = normalized(inputs.changes, features);
  const K = targets.length;
  // The target of a step is the row after it; the last step of all has none, and is in no window as its last.
  const next = new Float32Array(outputs.changes.length);
  next.set(normalized(outputs.changes, targets).subarray(K));
  const parts = eachPart((part): DatasetPart => {
    const starts = windowStarts(part, rows, config, window);
    return {
      inputs: { starts, lengths: new Int32Array(starts.length).fill(window), vectors },
      targets: { kind: "numbers", perStep: true, values: next },
      origins: {
        files: starts.map((start) => origins.files.view()[start + difference]),
        lines: starts.map((start) => origins.lines.view()[start + difference]),
      },
    };
  });
  const series: Series = {
    values: pick(roles.targets),
    columns: K,
    difference,
    horizon,
    season: config.data.season ?? 1,
    rows,
  };
  const naive = [...naiveScale(series, known?.naive)];
  const still = roles.targets.filter((_, k) => naive[k] === 0);
  if (still.length > 0 && !known) {
    const which = listed(
      still.map((column) => JSON.stringify(column)),
      "and",
    );
    const span = series.season > 1 ? `from season to season (data.season ${series.season})` : "from row to row";
    say.warn(
      `In training ${which} of data.target never ${still.length === 1 ? "changes" : "change"} ${span}: the naive forecast makes no error, and MASE, which divides by it, is infinite.`,
    );
  }
  for (const part of ["validation", "test"] as const) {
    const [from, to] = rows[part];
    if (to > from && parts[part].inputs.starts.length === 0) {
      say.warn(
        `data.${part} has ${count(to - from, "row")}, too few for data.horizon ${horizon}: there is nothing to measure on.`,
      );
    }
  }
  const encoding: Encoding = {
    features,
    labels: [],
    inputs: roles.inputs.map((column) => ({ column, kind: "numbers" })),
    target: null,
    cutting: "whole",
    targets,
    naive,
    reading: known?.reading ?? formOf(reading),
  };
  const facts = factsOf(files, parts, rows, window);
  return { files, parts, columns: reading.columns, encoding, series, facts, warnings, notes };
}

function columnsOf(normalizations: readonly Normalization[]): string[] {
  return normalizations.map(({ column }) => column);
}

/** Beyond the next row, a forecast goes on from itself: all that is read must be predicted. */
function refuseBlindRollout({ inputs, targets }: Roles, { data }: Config, configFile: string): void {
  const missing = inputs.filter((column) => !targets.includes(column));
  if (data.horizon === 1 || (missing.length === 0 && inputs.length === targets.length)) return;
  const names = listed(
    missing.map((column) => JSON.stringify(column)),
    "and",
  );
  const message =
    missing.length > 0
      ? `With data.horizon ${data.horizon} a forecast goes on from its own predictions, and ${names} would not be known.`
      : `With data.horizon ${data.horizon} a forecast goes on from its own predictions, and not all that it predicts is read.`;
  const hint = "Let data.target name the same columns as data.input, or set data.horizon to 1.";
  throw new UserError("not-together", message, hint, { file: configFile, key: "data.horizon" });
}

/** Some columns of a table (rows, columns). */
function picked(values: Float64Array, columns: readonly string[], names: readonly string[]): Float64Array {
  const rows = values.length / Math.max(1, columns.length);
  const at = names.map((name) => columns.indexOf(name));
  const out = new Float64Array(rows * names.length);
  for (let i = 0, j = 0; i < rows; i++) for (const c of at) out[j++] = values[i * columns.length + c];
  return out;
}

function factsOf(
  files: readonly CorpusFile[],
  parts: Record<Part, DatasetPart>,
  rows: Series["rows"],
  window: number,
): Dataset["facts"] {
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    sequences: eachPart((part) => parts[part].inputs.starts.length),
    steps: eachPart((part) => rows[part][1] - rows[part][0]),
    truncated: eachPart(() => 0),
    longest: eachPart((part) => (parts[part].inputs.starts.length > 0 ? window : 0)),
    balance: eachPart(() => []),
    vocabularySize: 0,
    unknown: eachPart(() => 0),
    unknownShare: eachPart(() => null),
  };
}
