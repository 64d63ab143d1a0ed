import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, sequenceLengthOf } from "../../config/index.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { says } from "./messages.ts";

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
export function windowOf(config: Config): number {
  return config.data.window ?? sequenceLengthOf(config);
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
  const starts = new Int32Array(Math.max(0, to > from ? afterLast - first : 0));
  for (let i = 0; i < starts.length; i++) starts[i] = first - difference + i;
  return starts;
}

/** The series that have rows enough to train on; the others are left out, and it is said. Fails where none has. */
export function trainable<S extends { name?: string; rows: PartRows }>(
  series: readonly S[],
  config: Config,
  { files, configFile, warn }: { files: readonly CorpusFile[]; configFile: string; warn(message: Message): void },
): S[] {
  const need = Math.max(windowRows(config) + 1, (config.data.season ?? 0) + 1);
  const lengthOf = ({ rows }: S) => rows.train[1] - rows.train[0];
  const [long, short] = [series.filter((own) => lengthOf(own) >= need), series.filter((own) => lengthOf(own) < need)];
  if (long.length === 0) {
    const longest = series.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
    refuseShort(longest.rows, config, files, configFile, longest.name);
  }
  if (short.length > 0) {
    warn(says.tooShortSeries({ names: short.map(({ name }) => name ?? ""), need }));
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
  const count = to - from;
  const training = { rows: count, ...(name !== undefined && { series: name }) };
  if (season !== null && season >= count && count > 0) {
    throw new UserError(says.seasonTooLong({ season, ...training }), { file: configFile, key: "data.season" });
  }
  const window = windowOf(config);
  const need = windowRows(config) + 1;
  const key = config.data.window === null ? "training.sequenceLength" : "data.window";
  const most = count - 1 - config.data.difference;
  throw new UserError(
    says.tooFewRowsToTrain({
      ...(files.length === 1 && { name: files[0].name }),
      window,
      need,
      most,
      key,
      ...training,
    }),
    { file: configFile, key },
  );
}
