import { count, grouped, listed } from "../../base/words.ts";

/** More than that help nobody. */
const SHOWN = 5;
/** White space, and signs that nobody sees. */
const BLANK = /[\s\p{Cf}]+/gu;

/** Truth values as they are written in words, and the numbers that stand for them. */
const TRUTH: Record<string, string> = { false: "0", true: "1" };

/** What is said of labels that may be meant as one: numbers of one value, and texts that differ in case or in what nobody sees. */
export function alikeLabels(labels: readonly string[], counts: readonly number[]): string[] {
  const groups = new Map<string, number[]>();
  for (const [id, label] of labels.entries()) {
    const key = labelKey(label);
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const alike = [...groups.values()].filter((ids) => ids.length > 1);
  const messages = alike.slice(0, SHOWN).map((ids) => {
    const names = ids.map((id) => labels[id]);
    const shown = ids.map((id) => `${visible(labels[id])} (${grouped(counts[id] ?? 0)})`);
    return `The labels ${listed(shown, "and")} are ${howAlike(names)}, and count as ${ids.length} different labels. Write them alike if they are meant as one.`;
  });
  if (alike.length > SHOWN)
    messages.push(`${count(alike.length - SHOWN, "more group")} of labels differ as little from each other.`);
  return messages;
}

/** The same for labels that may be meant as one. */
export function labelKey(label: string): string {
  if (isNumeric(label)) return String(Number(label));
  const text = label.normalize("NFKC").replace(BLANK, " ").trim();
  const truth = TRUTH[text.toLowerCase()];
  if (truth !== undefined) return truth;
  // A letter alone may be a class of its own: A and a.
  return Array.from(text).length > 1 ? text.toLowerCase() : text;
}

function isNumeric(label: string): boolean {
  return /^[+-]?\d+(\.\d*)?$/.test(label);
}

function howAlike(labels: readonly string[]): string {
  if (labels.every(isNumeric)) return "one number, written in different ways";
  if (labels.some(isNumeric)) return "one truth value, as a word and as a number";
  const letters = labels.map((label) => label.normalize("NFKC").replace(BLANK, " ").trim());
  const isCase = new Set(letters).size === labels.length;
  return isCase
    ? "the same but for upper and lower case"
    : "the same but for white space or the form of their characters";
}

/** A label in quotes, with what nobody sees of it by its code point. */
function visible(label: string): string {
  return JSON.stringify(label).replace(/\p{Cf}|\p{M}|\u00a0/gu, (sign) => {
    return `\\u${sign.codePointAt(0)!.toString(16).padStart(4, "0")}`;
  });
}
