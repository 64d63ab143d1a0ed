import { basename } from "node:path";
import { ENTITY_MARK } from "../../base/entityMark.ts";
import type { Place } from "../../base/userError.ts";
import { count, listed } from "../../base/words.ts";

/** More than that help nobody. */
const SHOWN = 5;

/**
 * Tags that were meant to mark entities, or their absence, as others do, and are written in another way: they would count as
 * outside, and nobody would know. Undefined where there are none.
 */
export function oddTags(labels: readonly string[], placeOf: (label: string) => Place): string | undefined {
  if (!labels.some((label) => ENTITY_MARK.test(label))) return undefined;
  const odd = labels.filter((label) => !ENTITY_MARK.test(label) && /^(\p{L}-.*|[o0])$/u.test(label));
  if (odd.length === 0) return undefined;
  const shown = odd.slice(0, SHOWN).map((label) => {
    const { file, line } = placeOf(label);
    return `${JSON.stringify(label)} (${basename(file ?? "")}, line ${line})`;
  });
  const them = odd.length > SHOWN ? [...shown, `${count(odd.length - SHOWN, "other")}`] : shown;
  const many = odd.length > 1;
  return `The ${many ? "tags" : "tag"} ${listed(them, "and")} of data.target ${many ? "mark" : "marks"} no entity and ${many ? "count" : "counts"} as outside of all. An entity's tags are B-, I-, E-, S-, L- or U- and its type; what is outside is O.`;
}
