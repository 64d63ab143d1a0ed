import type { Message } from "../../base/message.ts";
import { says } from "../messages/index.ts";
import type { Config } from "../schema.ts";
import { supportTable } from "../support/index.ts";
import { unsupportedUses } from "../support/uses.ts";
import { unsupported } from "./support.ts";

/** Sequences that are written at once while all of them are compared. */
const MOST_BEAMS = 100;

type Sampling = Partial<Pick<Config["sampling"], "temperature" | "topK" | "topP" | "count" | "distinct" | "beam">>;

/** What numbers of a sample cannot be together, each with the key to change. */
export function samplingProblems({ count, distinct, beam }: Sampling): { key: "count"; said: Message }[] {
  if (count === undefined) return [];
  if (beam != null) return count > beam ? [{ key: "count", said: says.moreThanBeam({ count, beam }) }] : [];
  const isTooMany = distinct && count > MOST_BEAMS;
  return isTooMany ? [{ key: "count", said: says.tooManyDistinct({ count, most: MOST_BEAMS }) }] : [];
}

/** The first thing that settings of a sample, given after the training, cannot mean together. */
export function samplingProblem(sampling: Sampling, direction: Config["data"]["direction"]): Message | undefined {
  const config = { data: { direction }, sampling };
  for (const row of supportTable) {
    if (row.ignored || !row.key.startsWith("sampling.")) continue;
    for (const use of unsupportedUses(row, config)) return unsupported(row, use, config);
  }
  return direction === "cloze" ? undefined : samplingProblems(sampling)[0]?.said;
}
