import type { RunEntry } from "../contracts/runEntry.ts";
import { runStates } from "../contracts/runs.ts";
import { labelOf } from "./labels.ts";

/** What `@` may stand before in a filter. */
export const marks = ["starred", ...runStates] as const;

/** Whether a run is to be seen. */
export type RunFilter = (run: RunEntry) => boolean;

/**
 * Reads what a person typed to find runs: words, all of which a run must have somewhere (name, settings that differ, config, note, tags,
 * task, folder), `"several words"` as one, `#tag`, and `@starred`, `@running` and so on. Upper and lower case are the same. Undefined
 * where nothing is asked for.
 */
export function parseFilter(text: string): RunFilter | undefined {
  const terms = (text.match(/"[^"]*"?|\S+/g) ?? []).map(termOf).filter((term) => term !== undefined);
  return terms.length === 0 ? undefined : (run) => terms.every((term) => term(run));
}

function termOf(typed: string): RunFilter | undefined {
  const term = folded(typed.replaceAll('"', ""));
  if (term === "") return undefined;
  // While somebody types a mark, its beginning is enough.
  if (term.startsWith("@")) {
    const meant: readonly string[] = marks.filter((mark) => mark.startsWith(term.slice(1)));
    return (run) => meant.includes(run.state) || (meant.includes("starred") && run.notes.star === true);
  }
  if (term.startsWith("#")) return ({ notes }) => (notes.tags ?? []).some((tag) => folded(`#${tag}`).startsWith(term));
  return (run) => textOf(run).includes(term);
}

const texts = new WeakMap<RunEntry, string>();

/** All that words are looked for in. */
function textOf(run: RunEntry): string {
  let text = texts.get(run);
  if (text === undefined) {
    const { id, configName, configFile, task, notes, differs } = run;
    const label = labelOf(run);
    const keys = differs?.keys.map(({ key, value }) => `${key} ${value}`) ?? [];
    const said = typeof label === "object" ? label.text : "";
    const words = [said, configName, configFile, id, task, notes.note ?? "", ...(notes.tags ?? []), ...keys];
    text = folded(words.join("\n"));
    texts.set(run, text);
  }
  return text;
}

const ASCII = /^\p{ASCII}*$/u;

function folded(text: string): string {
  // What takes time of a thousand runs, most of them do not need.
  return (ASCII.test(text) ? text : text.normalize("NFC")).toLowerCase();
}
