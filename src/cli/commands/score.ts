import { decimalText } from "../../base/numberText.ts";
import { listed } from "../../base/words.ts";
import { type AssumedStart, scoreRun } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { startOption } from "../arguments.ts";
import { noteCold, stateOf, stateOption } from "../beginning.ts";
import type { Arguments, Command } from "../command.ts";
import { inputFile, refuseNothing } from "../inputFile.ts";
import { usageError } from "../output.ts";
import { scoreTargets } from "../targets/scoreTargets.ts";
import { writesTargets } from "../targets/targetOptions.ts";
import { Likeliest } from "../text/likeliest.ts";
import { told } from "../text/terminalText.ts";
import { tokensText } from "../text/tokensText.ts";
import { unknownText } from "../text/unknownText.ts";
import { scoreInputs } from "../transcripts/scoreTranscripts.ts";
import { transcribes } from "../transcripts/transcriptOptions.ts";

/**
 * `{"event":"line","run","line","text","logProbability","perplexity","bitsPerCharacter","targets","state","start","unknown","tokens"}`,
 * then `{"event":"score","run","lines","logProbability","perplexity","targets","likeliest","state"}`. Where examples start with a label
 * or with numbers and --start is not given, both have `"assumed":{"start","from":"config"|"means"}`
 */
export const score: Command = {
  name: "score",
  usage: "RUN FILE|- [options]",
  summary: "Computes the log-probability and perplexity of each line of a text, or of each target of a file of pairs.",
  details: [
    "Each line is scored by itself, including its end. It begins in the state after a line of the training text (see --state):",
    "words after <bos>, characters after a line break. If the training text had no line break, the first character is not counted.",
    "- reads standard input. With --json, each line has the scores of its symbols. A cloze model (data.direction) predicts each",
    "symbol from both sides, which gives a pseudo-log-probability.",
    "A sequence-to-sequence run scores the target of each pair, given its source. The file has both columns, as the run's own files do;",
    "or it has the sources, a line each, and --targets names the file of the targets. --tokens also shows each symbol's probability.",
    "A transcription run scores the transcript of each input, summed over all places where its labels may stand.",
  ].join("\n"),
  options: {
    start: {
      type: "string",
      value: "START",
      help: "for generation: a label, or a JSON object of columns",
    },
    state: stateOption,
    targets: { type: "string", value: "FILE", help: "for sequence-to-sequence: the targets, a line each" },
    tokens: { type: "boolean", help: "show the probability of each symbol" },
  },
  positionals: { least: 2, most: 2 },
  async run(given, output) {
    const [reference, file] = given.positionals;
    const run = await findRun(reference, process.cwd());
    const input = inputFile(file);
    const answers = given.options.targets as string | undefined;
    const showsTokens = given.options.tokens === true;
    if (transcribes(run, given)) {
      refuse(given, ["start", "state", "targets"], `is not supported for ${run.id}, which transcribes`);
      refuse(given, ["tokens"], "is for probabilities of symbols; that of a transcript is a sum over all its paths");
      return await scoreInputs(run, input, output);
    }
    if (writesTargets(run) || answers !== undefined) {
      refuse(given, ["start", "state"], `is not supported for ${run.id}, which writes a sequence for another`);
      return await scoreTargets(run, { input, targets: answers, showsTokens }, output);
    }
    const beginning = { start: startOption(given), state: stateOf(given) };
    let line = 0;
    let logProbability = 0;
    let targets = 0;
    const likeliest = new Likeliest();
    let pseudo = false;
    let state: ReturnType<typeof stateOf>;
    let assumed: AssumedStart | undefined;
    for await (const scored of scoreRun(run, input.source, input.name, beginning)) {
      line++;
      pseudo = scored.pseudo === true;
      state = scored.state;
      assumed = scored.assumed;
      if (line === 1) output.say(pseudo ? "pseudo-l.p. pseudo-pp." : "  log-prob.  perplexity");
      output.event({ event: "line", run: run.path, line, ...named(scored) });
      logProbability += scored.logProbability;
      targets += scored.targets;
      // An empty line is an end alone, which is no rival of a text.
      if (scored.text !== "") likeliest.add(line, scored.logProbability);
      const figures = [
        decimalText(scored.logProbability, 2, 9).padStart(11),
        decimalText(scored.perplexity, 2).padStart(11),
      ];
      output.say(`${figures.join(" ")}  ${told(scored.text)}${noteOf(scored)}`);
      if (showsTokens) output.say(tokensText(scored.tokens));
    }
    refuseNothing(input, line, "line");
    const perplexity = Math.exp(-logProbability / targets);
    const all = named({
      logProbability,
      perplexity,
      targets,
      likeliest: likeliest.line,
      ...(state && { state }),
      ...(assumed && { assumed }),
      ...(pseudo && { pseudo: true as const }),
    });
    output.event({ event: "score", run: run.path, lines: line, ...all });
    if (likeliest.text !== undefined) output.say(`\n${likeliest.text}`);
    if (line > 1) output.say(`All ${line} lines: ${pseudo ? "pseudo-" : ""}perplexity ${decimalText(perplexity, 2)}.`);
    if (assumed) output.say(assumedText(assumed));
    if (state === "warm")
      output.say(
        "Each line begins in the state after a line of the training text. To begin with nothing read before, use --state cold.",
      );
    noteCold(run, beginning.state, state, output);
    return 0;
  },
};

/** Refuses options that would change nothing. */
function refuse({ options }: Arguments, names: readonly string[], why: string): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined) throw usageError(`--${given} ${why}`, `Leave --${given} out.`);
}

/** What the figures depend on, and nobody has chosen. */
function assumedText({ start, from }: AssumedStart): string {
  const values = typeof start === "string" ? [JSON.stringify(start)] : Object.entries(start).map(startText);
  const why = from === "config" ? "sampling.start of the run's config" : "the means of the training part";
  return `Each line is scored as an example that starts with ${listed(values, "and")}, ${why}. To score it with another, use --start.`;
}

function startText([column, value]: [string, string | number]): string {
  return `${told(column)} ${typeof value === "number" ? decimalText(value, 4) : JSON.stringify(value)}`;
}

interface LineFigures {
  logProbability: number;
  perplexity: number;
  bitsPerCharacter?: number;
  pseudo?: true;
}

/** The figures of a cloze model are no probabilities of lines, and are not called so. */
function named<F extends LineFigures>(figures: F): object {
  const { pseudo, logProbability, perplexity, bitsPerCharacter: _, ...rest } = figures;
  return pseudo ? { ...rest, pseudoLogProbability: logProbability, pseudoPerplexity: perplexity } : figures;
}

function noteOf({
  start,
  unknown,
  unknownTrained,
}: {
  start: string | null;
  unknown: readonly string[];
  unknownTrained?: false;
}): string {
  const notes = [
    ...(start === null ? ["the first character is not counted: it was never trained"] : []),
    ...(unknown.length > 0 ? [`unknown: ${unknownText(unknown, unknownTrained)}`] : []),
  ];
  return notes.length > 0 ? `  (${notes.join("; ")})` : "";
}
