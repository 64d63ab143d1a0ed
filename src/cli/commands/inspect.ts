import { decimalText } from "../../base/numberText.ts";
import { oneLine } from "../../base/visibleText.ts";
import { count } from "../../base/words.ts";
import { type Inspection, inspectRun } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { showTarget } from "../targets/showTarget.ts";
import { writesTargets } from "../targets/targetOptions.ts";

/** `{"event":"inspection","run","model","contexts"?,"unknown"?,"classes"?}` */
export const inspect: Command = {
  name: "inspect",
  usage: "RUN [options]",
  summary: "Shows what a count-based model has learned, or how a sequence-to-sequence run writes.",
  details: [
    "For n-gram models: the symbols that followed a context, their counts, and the probability left to shorter contexts. Except in",
    "the longest context, Kneser–Ney uses continuation counts: the number of different symbols before the context and the symbol.",
    "For bag of words and naive Bayes: the tokens with the strongest evidence for each class, in logarithms. For the most frequent",
    "tag: how often a token had the tag.",
    "For sequence-to-sequence: each symbol that is written for the source of --prompt, or of a given --target, its probability, the",
    "likeliest others, and with attention the source tokens that it looked at.",
  ].join("\n"),
  options: {
    prompt: {
      type: "string",
      value: "TEXT",
      help: "for n-gram models: the context; default: empty. For sequence-to-sequence: the source",
    },
    target: {
      type: "string",
      value: "TEXT",
      help: "for sequence-to-sequence: a target to look at, instead of writing one",
    },
    top: { type: "string", value: "N", help: "number of symbols or tokens per list; default: 10" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const most = numberOption(given, "top", { least: 1, most: 100_000, whole: true });
    const { prompt, target } = given.options as { prompt?: string; target?: string };
    if (writesTargets(run) || target !== undefined) {
      return await showTarget(run, { source: prompt ?? "", target, most }, output);
    }
    const found = await inspectRun(run, { prompt, most });
    output.event({ event: "inspection", run: run.path, ...found });
    if (found.unknown?.length) {
      output.warn(`the prompt contains symbols that the model has never seen: ${found.unknown.map(quoted).join(", ")}`);
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
    `${after}; ${decimalText(100 * rest, 1)} % of the probability is left to ${context === "" ? "all symbols equally" : "shorter contexts"}`,
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
  return [`${oneLine(label)}: ${listed.join(", ") || "no token is evidence for it"}`];
}
