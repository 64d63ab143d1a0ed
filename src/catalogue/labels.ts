import type { Differences, RunEntry } from "../contracts/runEntry.ts";

/** The most differences that a label names. */
const MOST = 4;

/**
 * What a list calls a run: what a person calls it, else what tells it from others, "units 128, cell gru". `first` of a config and `same`
 * as the run before it have no such text.
 */
export type RunLabel = { text: string } | "first" | "same";

export function labelOf({ notes, differs }: Pick<RunEntry, "notes" | "differs">): RunLabel {
  if (notes.name !== undefined) return { text: notes.name };
  if (differs === null) return "first";
  const text = differencesText(differs);
  return text === "" ? "same" : { text };
}

/** "units 128, cell gru, other book.txt"; the seed last, since it says least. */
export function differencesText({ keys, files }: Differences): string {
  const last = (key: string) => Number(key === "training.seed");
  const sorted = keys.toSorted((a, b) => last(a.key) - last(b.key));
  const said = [
    ...sorted.map(({ key, value }) => `${shortKey(key, keys)} ${value}`),
    ...files.map((file) => `other ${file}`),
  ];
  const more = said.length > MOST ? [`+${said.length - MOST}`] : [];
  return [...said.slice(0, MOST), ...more].join(", ");
}

/** The name of a key without its section, where that is enough to tell it from the others. */
function shortKey(key: string, others: readonly { key: string }[]): string {
  const parts = key.split(".");
  const ends = (length: number) => parts.slice(-length).join(".");
  let length = 1;
  while (
    length < parts.length &&
    others.some((other) => other.key !== key && `.${other.key}`.endsWith(`.${ends(length)}`))
  ) {
    length++;
  }
  return ends(length);
}
