import { decimalText } from "../../base/numberText.ts";
import { oneLine } from "../../base/visibleText.ts";
import { count } from "../../base/words.ts";
import { type Inspection, inspectRun } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";

/** `{"event":"inspection","run","model","contexts"?,"unknown"?,"classes"?}` */
export const inspect: Command = {
  name: "inspect",
  usage: "RUN [options]",
  summary: "Shows what a model that counts has found.",
  details: [
    "Of n-grams: what followed a prompt, the counts that the model uses, and what is left to shorter contexts. Those of Kneser–Ney",
    "are continuation counts in all but the longest context: how many different symbols stood before context and symbol. Of bag of",
    "words and naive Bayes: the tokens that speak most for each class, by their logarithms; of the most frequent tag, how often a",
    "token had the tag.",
  ].join("\n"),
  options: {
    prompt: { type: "string", value: "TEXT", help: "of n-grams: what comes before; nothing when not given" },
    top: { type: "string", value: "N", help: "how many symbols or tokens of each list; 10 when not given" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const most = numberOption(given, "top", { least: 1, most: 100_000, whole: true });
    const found = await inspectRun(run, { prompt: given.options.prompt as string | undefined, most });
    output.event({ event: "inspection", run: run.path, ...found });
    if (found.unknown?.length) {
      output.warn(`the prompt holds symbols that the model has never seen: ${found.unknown.map(quoted).join(", ")}`);
    }
    for (const line of lines(found)) output.say(line);
    return 0;
  },
};

const NOUNS = { occurrences: "symbol", continuations: "continuation" };

const quoted = (text: string) => JSON.stringify(text);

function lines({ contexts = [], classes = [] }: Inspection): string[] {
  return [...contexts.flatMap(contextLines), ...classes.flatMap(classLines)];
}

function contextLines(found: NonNullable<Inspection["contexts"]>[number]) {
  const { context, counted, count: sum, different, rest, symbols } = found;
  const times = `${count(sum, NOUNS[counted])}, ${count(different, "different symbol")}`;
  const after = context === "" ? `in all: ${times}` : `after ${quoted(context)}: ${times}`;
  const width = Math.max(...symbols.map((one) => one.count.toLocaleString("en-US").length));
  return [
    `${after}; ${decimalText(100 * rest, 1)} % of the probability is left to ${context === "" ? "all symbols alike" : "what is shorter"}`,
    ...symbols.map((one) => {
      const share = `${decimalText((100 * one.count) / sum, 1)} %`;
      return `  ${one.count.toLocaleString("en-US").padStart(width)}  ${share.padStart(7)}  ${quoted(one.symbol)}`;
    }),
    "",
  ];
}

function classLines({ label, share, tokens = [] }: NonNullable<Inspection["classes"]>[number]): string[] {
  if (share !== undefined) return [`${decimalText(100 * share, 1).padStart(5)} %  ${oneLine(label)}`];
  const listed = tokens.map(
    ({ token, evidence }) => `${quoted(token)} ${Number.isInteger(evidence) ? evidence : decimalText(evidence, 2)}`,
  );
  return [`${oneLine(label)}: ${listed.join(", ") || "no token speaks for it"}`];
}
