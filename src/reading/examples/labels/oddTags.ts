import { basename } from "node:path";
import type { Place } from "../../../base/userError.ts";
import { count, listed, quoted, UNTYPED } from "../../../base/words.ts";
import { type Config, notMeasured } from "../../../config/index.ts";
import { type EntityTag, entityTags, seemingType } from "../../../metrics/index.ts";

/** More than that help nobody. */
const SHOWN = 5;

/** Which entities a column of tags marks, in words; undefined where it marks none. */
export function entityNote(labels: readonly string[]): string | undefined {
  const read = entityTags(labels);
  if (!read) return undefined;
  const marks = labels.filter((_, i) => read[i].position !== "O");
  const types = [...new Set(read.filter(({ position }) => position !== "O").map(({ type }) => type))];
  const by = `by tags such as ${quoted(marks[0])}`;
  if (types.every((type) => type === "")) return `data.target marks entities without types, ${by}.`;
  const shown = types.slice(0, SHOWN).map((type) => (type === "" ? UNTYPED : quoted(type)));
  const them = types.length > SHOWN ? [...shown, count(types.length - SHOWN, "other")] : shown;
  return `data.target marks entities of ${count(types.length, "type")}, ${listed(them, "and")}, ${by}.`;
}

/**
 * Tags that look like marks of entities, or of their absence, and are not read as such: they count as outside, and nobody would
 * know. Undefined where there are none.
 */
export function oddTags(labels: readonly string[], placeOf: (label: string) => Place): string | undefined {
  const read = entityTags(labels);
  const odd = read ? labels.filter((label, i) => isOdd(label, read[i])) : meantMarks(labels);
  if (odd.length === 0) return undefined;
  const shown = odd.slice(0, SHOWN).map((label) => {
    const { file, line } = placeOf(label);
    return `${quoted(label)} (${basename(file ?? "")}, line ${line})`;
  });
  const them = odd.length > SHOWN ? [...shown, `${count(odd.length - SHOWN, "other")}`] : shown;
  const [tags, mark, countAs] = odd.length > 1 ? ["tags", "mark", "count"] : ["tag", "marks", "counts"];
  const outcome = read ? `${countAs} as outside of all` : "so there are no figures of entities";
  return `The ${tags} ${listed(them, "and")} of data.target ${mark} no entity${read ? " and" : ","} ${outcome}. An entity's tags are B-, I-, E-, S-, L- or U- and its type; what is outside is O.`;
}

/** A figure of entities cannot choose the best checkpoint where tags mark none. */
export function refuseWithoutEntities(config: Config, tags: readonly string[], configFile: string): void {
  const { task, data, training } = config;
  const { best } = training;
  const areEntities = best === "f1" || best === "precision" || best === "recall";
  if (!areEntities || task !== "tagging" || (data.labels ?? "one") !== "one" || entityTags(tags)) return;
  const why = "which is measured of entities, and the tags of data.target mark none";
  throw notMeasured(config, why, ["accuracy", "macroF1", "loss"], configFile);
}

function isOdd(label: string, { position }: EntityTag): boolean {
  return position === "O" && (seemingType(label) !== undefined || /^(\p{L}-.*|[o0])$/su.test(label));
}

/** Where no tag is read as a mark: those that look so, beside what looks like outside or another mark of their type. */
function meantMarks(labels: readonly string[]): string[] {
  const seeming = labels.filter((label) => seemingType(label) !== undefined);
  const isPaired = new Set(seeming.map(seemingType)).size < seeming.length;
  return isPaired || labels.some((label) => /^[oO0]$/.test(label)) ? seeming : [];
}
