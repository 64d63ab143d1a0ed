import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { namedSome } from "./seriesNotes.ts";

export type PartRows = Record<Part, readonly [from: number, to: number]>;

/**
 * Cuts the rows of a series into parts in their order. Files of validation and test follow those of training; fractions are taken from
 * the end of the training files: test is the last ⌊t·N⌋ rows, validation the ⌊v·N⌋ before them.
 */
export function partRows(counts: Record<Part, number>, { data }: Config): PartRows {
  const share = (fraction: Config["data"]["test"]) =>
    typeof fraction === "number" ? Math.floor(fraction * counts.train) : 0;
  const [v, t] = [share(data.validation), share(data.test)];
  const train = counts.train - v - t;
  const validation = train + v + counts.validation;
  // A test that is a fraction stands before a validation that is a file of its own.
  if (t > 0 && counts.validation > 0) {
    return { train: [0, train], test: [train, train + t], validation: [train + t, train + t + counts.validation] };
  }
  return { train: [0, train], validation: [train, validation], test: [validation, validation + t + counts.test] };
}

/** The length of a window of a config. */
export function windowOf({ data, training }: Config): number {
  return data.window ?? training.sequenceLength;
}

/** The rows that a window takes, with those that its first differences are made of. */
export function windowRows(config: Config): number {
  return windowOf(config) + config.data.difference;
}

/**
 * First steps of a part's windows, one at each step. In training each step of a window is followed by one to predict; elsewhere the
 * `horizon` rows after it belong to the part, and it may begin in the part before.
 */
export function windowStarts(part: Part, rows: PartRows, { data }: Config, window: number): Int32Array {
  const [from, to] = rows[part];
  const { difference, horizon } = data;
  const isTraining = part === "train";
  const firstRow = isTraining ? from : Math.max(difference, from - window);
  const afterLast = isTraining ? to - window : to - window - horizon + 1;
  const first = isTraining ? difference : firstRow;
  return Int32Array.from({ length: Math.max(0, to > from ? afterLast - first : 0) }, (_, i) => first - difference + i);
}

/** The series that have rows enough to train on; the others are left out, and it is said. Fails where none has. */
export function trainable<S extends { name?: string; rows: PartRows }>(
  series: readonly S[],
  config: Config,
  { files, configFile, warn }: { files: readonly CorpusFile[]; configFile: string; warn(text: string): void },
): S[] {
  const need = Math.max(windowRows(config) + 1, (config.data.season ?? 0) + 1);
  const lengthOf = ({ rows }: S) => rows.train[1] - rows.train[0];
  const [long, short] = [series.filter((own) => lengthOf(own) >= need), series.filter((own) => lengthOf(own) < need)];
  if (long.length === 0) {
    const longest = series.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
    refuseShort(longest.rows, config, files, configFile, longest.name);
  }
  if (short.length > 0) {
    const names = namedSome(short.map(({ name }) => name ?? ""));
    warn(
      `${count(short.length, "series has", "series have")} fewer than ${grouped(need)} rows to train on, which a window and the row after it need, and ${short.length === 1 ? "is" : "are"} left out (data.sequence): ${names}.`,
    );
  }
  return long;
}

function refuseShort(
  rows: PartRows,
  config: Config,
  files: readonly CorpusFile[],
  configFile: string,
  name: string | undefined,
): void {
  const [from, to] = rows.train;
  const { season } = config.data;
  const of = name === undefined ? "" : ` in its longest series, ${JSON.stringify(name)}`;
  if (season !== null && season >= to - from && to > from) {
    const message = `data.season is ${grouped(season)}, and there ${to - from === 1 ? "is" : "are"} ${count(to - from, "row")} to train on${of}: no row has one a season before it, which the naive forecast repeats.`;
    const hint =
      to - from > 1 ? `Lower data.season to at most ${grouped(to - from - 1)}, or train on more rows.` : undefined;
    throw new UserError("too-little-data", message, hint, { file: configFile, key: "data.season" });
  }
  const window = windowOf(config);
  const need = windowRows(config) + 1;
  const names = files.length === 1 ? files[0].name : `What data.train names`;
  const message = `${names} has ${count(to - from, "row")} to train on${of}; a window of ${grouped(window)} and the row after it need ${grouped(need)}.`;
  const key = config.data.window === null ? "training.sequenceLength" : "data.window";
  const most = to - from - 1 - config.data.difference;
  const hint = most >= 1 ? `Lower ${key} to at most ${grouped(most)}, or train on more rows.` : "Train on more rows.";
  throw new UserError("too-little-data", message, hint, { file: configFile, key });
}
