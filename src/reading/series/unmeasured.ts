import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import type { DatasetPart } from "../../data/encode/dataset.ts";
import type { Series } from "../../data/encode/series.ts";
import { says } from "./messages.ts";
import { windowOf, windowRows } from "./windows.ts";

/** A file that is to be measured on has a window at least, and what is forecast after it. */
export function refuseUnmeasured(
  part: DatasetPart,
  series: readonly Series[],
  config: Config,
  { name, path }: CorpusFile,
): void {
  if (part.inputs.starts.length > 0) return;
  const longest = Math.max(...series.map(({ rows }) => rows.test[1] - rows.test[0]));
  const { horizon } = config.data;
  throw new UserError(
    says.tooFewRowsToMeasure({
      ...{ name, rows: longest, series: series.length, window: windowOf(config), horizon },
      need: windowRows(config) + horizon,
    }),
    { file: path },
  );
}

/** Says which rows or series of validation and test have nothing to measure on. */
export function sayUnmeasured(
  parts: Record<Part, DatasetPart>,
  series: readonly Series[],
  config: Config,
  { measured, file, warn }: { measured: boolean; file: CorpusFile; warn(message: Message): void },
): void {
  const { horizon } = config.data;
  for (const part of ["validation", "test"] as const) {
    const lengthOf = ({ rows }: Series) => rows[part][1] - rows[part][0];
    const some = series.filter((own) => lengthOf(own) > 0);
    const seen = new Set(parts[part].series);
    const short = some.filter((own) => !seen.has(series.indexOf(own)));
    if (short.length === 0) continue;
    if (series.length > 1) {
      const names = short.map(({ name }) => name ?? "");
      warn(says.shortToMeasure({ part, names, horizon, ...(measured && { file: file.name }) }));
    } else {
      warn(says.nothingToMeasure({ part, rows: lengthOf(short[0]), horizon }));
    }
  }
  if (!measured) return;
  warn(says.firstWindow({ name: file.name, rows: windowRows(config), each: series[0].name !== undefined }));
}
