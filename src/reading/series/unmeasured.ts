import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import type { DatasetPart } from "../../data/encode/dataset.ts";
import type { Series } from "../../data/encode/series.ts";
import { namedSome } from "./seriesNotes.ts";
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
  const of = series.length > 1 ? " in its longest series" : "";
  const after = horizon === 1 ? "the row after it" : `the ${grouped(horizon)} rows after it`;
  const message = `${name} has ${count(longest, "row")}${of}; a window of ${grouped(windowOf(config))} and ${after} need ${grouped(windowRows(config) + horizon)}.`;
  throw new UserError("too-little-data", message, "Measure on a file with more rows.", { file: path });
}

/** Says which rows or series of validation and test have nothing to measure on. */
export function sayUnmeasured(
  parts: Record<Part, DatasetPart>,
  series: readonly Series[],
  config: Config,
  { measured, file, warn }: { measured: boolean; file: CorpusFile; warn(text: string): void },
): void {
  const { horizon } = config.data;
  for (const part of ["validation", "test"] as const) {
    const lengthOf = ({ rows }: Series) => rows[part][1] - rows[part][0];
    const some = series.filter((own) => lengthOf(own) > 0);
    const seen = new Set(parts[part].series);
    const short = some.filter((own) => !seen.has(series.indexOf(own)));
    if (short.length === 0) continue;
    if (series.length > 1) {
      const where = measured ? file.name : `data.${part}`;
      warn(
        `${where} has too few rows of ${count(short.length, "series", "series")} for a window and data.horizon ${horizon}, so ${short.length === 1 ? "it is" : "they are"} not measured: ${namedSome(short.map(({ name }) => name ?? ""))}.`,
      );
    } else {
      warn(
        `data.${part} has ${count(lengthOf(short[0]), "row")}, too few for data.horizon ${horizon}: there is nothing to measure on.`,
      );
    }
  }
  if (!measured) return;
  const first = windowRows(config);
  const of = series[0].name === undefined ? "" : " of each series";
  warn(
    `${file.name}: the first ${count(first, "row")}${of} ${first === 1 ? "is" : "are"} read and not forecast: a window stands before each forecast (data.window).`,
  );
}
