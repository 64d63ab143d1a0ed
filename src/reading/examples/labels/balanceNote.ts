import { count, grouped, quoted } from "../../../base/words.ts";
import type { Config } from "../../../config/index.ts";
import type { DatasetFacts } from "../../../data/encode/dataset.ts";
import type { Encoding } from "../../../data/encode/encoding.ts";

/** More labels than that help nobody. */
const SHOWN = 8;

/**
 * How often training has each label, to be said before it: what a network gets right by always giving the same answer. Undefined
 * where there are none.
 */
export function balanceNote({ task, data }: Config, encoding: Encoding, facts: DatasetFacts): string | undefined {
  const isTagging = task === "tagging";
  const names = encoding.target.prompts ?? encoding.target.labels;
  const rows = (isTagging ? facts.steps : facts.sequences).train;
  const counts = facts.balance.train;
  if (names.length === 0 || rows === 0) return undefined;
  const all = names.map((name, id) => ({ name, times: counts[id] }));
  if (encoding.target.negative !== undefined) all.push({ name: encoding.target.negative, times: rows - counts[0] });
  // Ordered labels stay in their order.
  if (!encoding.target.values) all.sort((a, b) => b.times - a.times);
  const share = ({ name, times }: (typeof all)[0]) =>
    `${quoted(name)} ${grouped(times)} (${((100 * times) / rows).toFixed(1)} %)`;
  const shown = all.slice(0, SHOWN).map(share).join(", ");
  const more = all.length > SHOWN ? ` and ${count(all.length - SHOWN, "other")}` : "";
  const many = data.labels === "several" ? ", which may have several labels" : "";
  return `The ${count(rows, isTagging ? "step" : "example")} to learn from${many}: ${shown}${more}.`;
}
