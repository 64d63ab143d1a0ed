import { decimalText } from "../../base/numberText.ts";
import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import { errorEvent } from "../../runner/failure.ts";
import { scoreTranscripts } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type InputFile, refuseNothing } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { wordedError } from "../text/adviceText.ts";
import { told } from "../text/terminalText.ts";
import { unknownText } from "../text/unknownText.ts";

/**
 * `{"event":"line","run","line","source","text","logProbability","targets","lossPerLabel","steps","unknown"}` for each input with its
 * transcript, `error` for what cannot be read, then `{"event":"score","run","lines","unread","logProbability","targets","lossPerLabel"}`
 */
export async function scoreInputs(run: RunFolder, input: InputFile, output: Output): Promise<number> {
  const all = { lines: 0, unread: 0, logProbability: 0, targets: 0 };
  let counted = 0;
  for await (const scored of scoreTranscripts(run, input)) {
    all.lines++;
    if (scored instanceof UserError) {
      all.unread++;
      output.event(wordedError(errorEvent(scored)));
      output.error(scored);
      continue;
    }
    if (all.lines - all.unread === 1) output.say("  log-prob.   per label");
    output.event({ event: "line", run: run.path, ...scored });
    all.logProbability += scored.logProbability;
    all.targets += scored.targets;
    counted += Math.max(1, scored.targets);
    const figures = [
      decimalText(scored.logProbability, 2, 9).padStart(11),
      decimalText(scored.lossPerLabel, 3).padStart(11),
    ];
    const { unknown, unknownTrained } = scored;
    const note = unknown.length > 0 ? `  (unknown: ${unknownText(unknown, unknownTrained)})` : "";
    output.say(`${figures.join(" ")}  ${told(scored.source)} → ${told(scored.text)}${note}`);
  }
  refuseNothing(input, all.lines, "input");
  const lossPerLabel = -all.logProbability / Math.max(1, counted);
  output.event({ event: "score", run: run.path, ...all, lossPerLabel });
  const { lines, unread } = all;
  if (lines - unread > 1)
    output.say(`\nAll ${grouped(lines - unread)} transcripts: ${decimalText(lossPerLabel, 3)} nats per label.`);
  if (unread > 0) output.warn(`${grouped(unread)} of ${count(lines, "input")} could not be read.`);
  return unread > 0 ? 2 : 0;
}
