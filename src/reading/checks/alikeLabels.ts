import type { Message } from "../../base/message.ts";
import { type Likeness, says } from "./messages.ts";

/** More than that help nobody. */
const SHOWN = 5;
/** White space, and signs that nobody sees. */
const BLANK = /[\s\p{Cf}]+/gu;

/** Truth values as they are written in words, and the numbers that stand for them. */
const TRUTH: Record<string, string> = { false: "0", true: "1" };

/** What is said of labels that may be meant as one: numbers of one value, and texts that differ in case or in what nobody sees. */
export function alikeLabels(labels: readonly string[], counts: readonly number[]): Message[] {
  const groups = new Map<string, number[]>();
  for (const [id, label] of labels.entries()) {
    const key = labelKey(label);
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const alike = [...groups.values()].filter((ids) => ids.length > 1);
  const messages = alike.slice(0, SHOWN).map((ids) => {
    const names = ids.map((id) => ({ label: labels[id], times: counts[id] ?? 0 }));
    return says.alikeLabels({ labels: names, likeness: likenessOf(names.map(({ label }) => label)) });
  });
  if (alike.length > SHOWN) messages.push(says.moreAlike({ groups: alike.length - SHOWN }));
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

function likenessOf(labels: readonly string[]): Likeness {
  if (labels.every(isNumeric)) return "number";
  if (labels.some(isNumeric)) return "truth";
  const letters = labels.map((label) => label.normalize("NFKC").replace(BLANK, " ").trim());
  return new Set(letters).size === labels.length ? "case" : "form";
}
