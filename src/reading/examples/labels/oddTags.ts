import { basename } from "node:path";
import type { Message } from "../../../base/message.ts";
import type { Place } from "../../../base/userError.ts";
import { type Config, notMeasured, tagsSteps, tasks } from "../../../config/index.ts";
import { type EntityTag, entityTags, seemingType } from "../../../metrics/index.ts";
import { says } from "./messages.ts";

/** More than that help nobody. */
const SHOWN = 5;

/** Which entities a column of tags marks, in words; undefined where it marks none. */
export function entityNote(labels: readonly string[]): Message | undefined {
  const read = entityTags(labels);
  if (!read) return undefined;
  const marks = labels.filter((_, i) => read[i].position !== "O");
  const types = [...new Set(read.filter(({ position }) => position !== "O").map(({ type }) => type))];
  return says.entities({ tag: marks[0], types });
}

/**
 * Tags that look like marks of entities, or of their absence, and are not read as such: they count as outside, and nobody would
 * know. Undefined where there are none.
 */
export function oddTags(labels: readonly string[], placeOf: (label: string) => Place): Message | undefined {
  const read = entityTags(labels);
  const odd = read ? labels.filter((label, i) => isOdd(label, read[i])) : meantMarks(labels);
  if (odd.length === 0) return undefined;
  const tags = odd.slice(0, SHOWN).map((label) => {
    const { file = "", line = 0 } = placeOf(label);
    return { label, name: basename(file), line };
  });
  return says.oddTags({ tags, all: odd.length, isRead: read !== undefined });
}

/** A figure of entities cannot choose the best checkpoint where tags mark none. */
export function refuseWithoutEntities(config: Config, tags: readonly string[], configFile: string): void {
  const { task, data, training } = config;
  const { best } = training;
  const areEntities = best === "f1" || best === "precision" || best === "recall";
  if (!areEntities || !tagsSteps(tasks[task]) || (data.labels ?? "one") !== "one" || entityTags(tags)) return;
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
