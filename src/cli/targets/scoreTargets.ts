import { decimalText } from "../../base/numberText.ts";
import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import { errorEvent } from "../../runner/failure.ts";
import { scorePairs } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type InputFile, inputFile, refuseNothing } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { wordedError } from "../text/adviceText.ts";
import { told } from "../text/terminalText.ts";
import { tokensText } from "../text/tokensText.ts";
import { unknownText } from "../text/unknownText.ts";

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
  let lines = 0;
  let unread = 0;
  let logProbability = 0;
  let targets = 0;
  for await (const scored of scorePairs(run, input, file === undefined ? undefined : inputFile(file))) {
    lines++;
    if (scored instanceof UserError) {
      unread++;
      output.event(wordedError(errorEvent(scored)));
      output.error(scored);
      continue;
    }
    if (lines - unread === 1) output.say("  log-prob.  perplexity");
    output.event({ event: "line", run: run.path, ...scored });
    logProbability += scored.logProbability;
    targets += scored.targets;
    const figures = [
      decimalText(scored.logProbability, 2, 9).padStart(11),
      decimalText(scored.perplexity, 2).padStart(11),
    ];
    const { unknown, unknownTrained } = scored;
    const note = unknown.length > 0 ? `  (unknown: ${unknownText(unknown, unknownTrained)})` : "";
    output.say(`${figures.join(" ")}  ${told(scored.source)} → ${told(scored.text)}${note}`);
    if (showsTokens) output.say(tokensText(scored.tokens));
  }
  refuseNothing(input, lines, "pair");
  const perplexity = Math.exp(-logProbability / targets);
  output.event({ event: "score", run: run.path, lines, unread, logProbability, perplexity, targets });
  if (lines - unread > 1)
    output.say(`\nAll ${grouped(lines - unread)} pairs: perplexity ${decimalText(perplexity, 2)}.`);
  if (unread > 0) output.warn(`${grouped(unread)} of ${count(lines, "pair")} could not be read.`);
  return unread > 0 ? 2 : 0;
}
