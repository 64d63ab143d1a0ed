import { decimalText } from "../../base/numberText.ts";
import { count } from "../../base/words.ts";
import type { Inspection } from "../../runner/index.ts";
import type { Output } from "../output.ts";
import { told } from "../text/terminalText.ts";

const NOUNS = { occurrences: "symbol", continuations: "continuation" };

const quoted = (text: string) => JSON.stringify(text);

/** Says what a model that counts has found. */
export function showCounted(found: Inspection, output: Output): void {
  if (found.unknown?.length) {
    output.warn(`the prompt contains symbols that the model has never seen: ${found.unknown.map(quoted).join(", ")}`);
  }
  const { contexts = [], classes = [] } = found;
  for (const line of [...contexts.flatMap(contextLines), ...classes.flatMap(classLines)]) output.say(line);
}

function contextLines(found: NonNullable<Inspection["contexts"]>[number]) {
  const { context, counted, count: sum, different, rest, symbols } = found;
  const times = `${count(sum, NOUNS[counted])}, ${count(different, "different symbol")}`;
  const after = context === "" ? `in all: ${times}` : `after ${quoted(context)}: ${times}`;
  const width = Math.max(...symbols.map((one) => one.count.toLocaleString("en-US").length));
  return [
    `${after}; ${decimalText(100 * rest, 1)} % of the probability is left to ${context === "" ? "all symbols equally" : "shorter contexts"}`,
    ...symbols.map((one) => {
      const share = `${decimalText((100 * one.count) / sum, 1)} %`;
      return `  ${one.count.toLocaleString("en-US").padStart(width)}  ${share.padStart(7)}  ${quoted(one.symbol)}`;
    }),
    "",
  ];
}

function classLines({ label, share, tokens = [] }: NonNullable<Inspection["classes"]>[number]): string[] {
  if (share !== undefined) return [`${decimalText(100 * share, 1).padStart(5)} %  ${told(label)}`];
  const listed = tokens.map(
    ({ token, evidence }) => `${quoted(token)} ${Number.isInteger(evidence) ? evidence : decimalText(evidence, 2)}`,
  );
  return [`${told(label)}: ${listed.join(", ") || "no token is evidence for it"}`];
}
