import type { Message } from "../../base/message.ts";
import { cellNames, factsOf } from "../cells/index.ts";
import { shown } from "../keys/describe.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import type { Config, Partly } from "../schema.ts";
import { type Support, supports, supportTable } from "../support/index.ts";
import { nameOf, type Use, unsupportedUses } from "../support/uses.ts";
import { tasks } from "../tasks/index.ts";

/** Keys and values that are not supported beside the rest, by the one table of what is. */
export function checkSupport(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const groups = new Map<string, { row: Support; decided: unknown; keys: string[] }>();
  for (const row of supportTable) {
    for (const use of unsupportedUses(row, config)) {
      const span: Span = given.get(use.place)?.value ?? entryAt(use.place, given) ?? { offset: 0, length: 0 };
      if (!row.together) {
        const said = row.ignored ? says.noEffect(argsOf(row, use)) : unsupported(row, use, config);
        if (row.ignored) problems.warning(use.place, span, said);
        else problems.error(use.place, span, said);
        continue;
      }
      const [section] = row.key.split(".");
      const id = JSON.stringify([section, row.decider, row.why]);
      const group = groups.get(id) ?? { row, decided: use.decided, keys: [] };
      groups.set(id, { ...group, keys: [...group.keys, row.key] });
    }
  }
  for (const { row, decided, keys } of groups.values()) {
    const [section] = row.key.split(".");
    const span: Span = given.get(section)?.name ?? { offset: 0, length: 0 };
    const { decider, why } = row;
    problems.warning(section, span, says.noEffectTogether({ section, keys, decider, decided: shown(decided), why }));
  }
}

/** An entry of a list, or the list. */
function entryAt(place: string, given: Checker["given"]): Span | undefined {
  const [, key, index] = /^(.*)\[(\d+)\]$/.exec(place) ?? [];
  const list = key === undefined ? undefined : given.get(key)?.value;
  return list?.children?.[Number(index)] ?? list;
}

/** What is wrong with the use of a key, in the words of its row. */
export function unsupported(row: Support, use: Use, config: Partly<Config>): Message {
  const cell = use.decided as (typeof cellNames)[number];
  switch (row.sentence) {
    case "seesTheAnswer":
      return says.seesTheAnswer({
        key: use.place,
        predicts: tasks[config.task!].predicts,
        mayBeCloze: tasks[config.task!].reads === "text",
      });
    case "tiedToOthers":
      return says.tiedToOthers({ key: use.place, task: config.task! });
    case "rtrlTask":
      return says.rtrlTask({ task: config.task! });
    case "noCandidate":
      return says.noCandidate({ key: use.place, cell: factsOf(cell).called, having: calledWith("hasCandidate") });
    case "noCellState":
      return says.noCellState({ key: use.place, cell: factsOf(cell).called, having: calledWith("hasCellState") });
    default:
      return says.notSupported({ ...argsOf(row, use), suggestions: insteadOf(row, use) });
  }
}

function argsOf({ decider, by, why, values }: Support, { place, value, decided }: Use) {
  const subject = values || place.endsWith("]") ? `${place} ${shown(nameOf(value))}` : place;
  return { subject, decider, decided: shown(decided), owners: by ?? [], why };
}

/** Other values of the key that are supported, where its rows tell values apart. */
function insteadOf({ key, values, decider }: Support, { decided }: Use): string[] {
  if (!values) return [];
  const rows = supportTable.filter((row) => row.key === key && row.decider === decider && row.values);
  return rows.filter((row) => supports(row, decided)).flatMap((row) => row.values ?? []);
}

/** The cells that have something, as a message calls them: "an lstm". */
function calledWith(what: "hasCandidate" | "hasCellState"): string[] {
  return cellNames.map(factsOf).flatMap((facts) => (facts[what] ? [facts.called] : []));
}
