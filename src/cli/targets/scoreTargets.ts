import { decimalText } from "../../base/numberText.ts";
import { grouped } from "../../base/words.ts";
import { scorePairs } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type InputFile, inputFile } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { ReadInputs } from "../readInputs.ts";
import { told } from "../text/terminalText.ts";
import { tokensText } from "../text/tokensText.ts";
import { unknownNote } from "../text/unknownText.ts";

export interface ScoreRequest {
  input: InputFile;
  /** The targets, where they stand in a file of their own. */
  targets: string | undefined;
  showsTokens: boolean;
}

/**
 * `{"event":"line","run","line","source","text","logProbability","perplexity","targets","tokens","alignment","unknown"}` for each pair,
 * `error` for what cannot be read, then `{"event":"score","run","lines","unread","logProbability","perplexity","targets"}`
 */
export async function scoreTargets(
  run: RunFolder,
  { input, targets: file, showsTokens }: ScoreRequest,
  output: Output,
): Promise<number> {
  const pairs = new ReadInputs(input, "pair", output);
  let logProbability = 0;
  let targets = 0;
  const found = scorePairs(run, input, file === undefined ? undefined : inputFile(file));
  for await (const scored of pairs.readable(found)) {
    if (pairs.read === 1) output.say("  log-prob.  perplexity");
    output.event({ event: "line", run: run.path, ...scored });
    logProbability += scored.logProbability;
    targets += scored.targets;
    const figures = [
      decimalText(scored.logProbability, 2, 9).padStart(11),
      decimalText(scored.perplexity, 2).padStart(11),
    ];
    output.say(`${figures.join(" ")}  ${told(scored.source)} → ${told(scored.text)}${unknownNote(scored)}`);
    if (showsTokens) output.say(tokensText(scored.tokens));
  }
  const perplexity = Math.exp(-logProbability / targets);
  const { count: lines, unread, read } = pairs;
  output.event({ event: "score", run: run.path, lines, unread, logProbability, perplexity, targets });
  if (read > 1) output.say(`\nAll ${grouped(read)} pairs: perplexity ${decimalText(perplexity, 2)}.`);
  return pairs.conclude();
}
