import { Random } from "../base/random.ts";
import { type EncodedStart, type Encoding, encodeStart } from "../data/index.ts";

/** What an example that is written begins with: a label, or values by column. */
export type Start = string | Record<string, string | number>;

/**
 * What the network reads first. Without a start, a label is drawn, and numbers are the means of the training part.
 */
export function startOf(encoding: Encoding, start: Start | null, seed: number): EncodedStart {
  if (start !== null) return encodeStart(encoding, start);
  const { inputs, features } = encoding.source;
  const { prompts = [] } = encoding.target;
  const means = Object.fromEntries(features.map(({ column, mean }) => [column, mean]));
  if (prompts.length === 0) return encodeStart(encoding, means);
  const label = prompts[Random.seeded(seed, "start").nextInt(prompts.length)];
  const column = inputs.find(({ kind }) => kind === "text")?.column ?? "";
  return encodeStart(encoding, { ...means, [column]: label });
}
