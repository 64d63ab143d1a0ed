import type { Message } from "../../../base/message.ts";
import type { Config } from "../../../config/index.ts";
import { tagsSteps, tasks } from "../../../config/index.ts";
import type { DatasetFacts } from "../../../data/encode/dataset.ts";
import type { Encoding } from "../../../data/encode/encoding.ts";
import { says } from "./messages.ts";

/**
 * How often training has each label, to be said before it: what a network gets right by always giving the same answer. Undefined
 * where there are none.
 */
export function balanceNote({ task, data }: Config, encoding: Encoding, facts: DatasetFacts): Message | undefined {
  const perStep = tagsSteps(tasks[task]);
  const names = encoding.target.prompts ?? encoding.target.labels;
  const rows = (perStep ? facts.steps : facts.sequences).train;
  const counts = facts.balance.train;
  if (names.length === 0 || rows === 0) return undefined;
  const all = names.map((name, id) => ({ name, times: counts[id] }));
  if (encoding.target.negative !== undefined) all.push({ name: encoding.target.negative, times: rows - counts[0] });
  // Ordered labels stay in their order.
  if (!encoding.target.values) all.sort((a, b) => b.times - a.times);
  return says.balance({ counts: all, rows, perStep, several: data.labels === "several" });
}
