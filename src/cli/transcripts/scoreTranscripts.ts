import { decimalText } from "../../base/numberText.ts";
import { grouped } from "../../base/words.ts";
import { scoreTranscripts } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { InputFile } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { ReadInputs } from "../readInputs.ts";
import { outputText } from "../text/outputsText.ts";
import { told } from "../text/terminalText.ts";
import { unknownNote } from "../text/unknownText.ts";

/**
 * `{"event":"line","run","line","source","text","logProbability","targets","lossPerLabel","steps","unknown"}` for each input with its
 * transcript, `error` for what cannot be read, then `{"event":"score","run","lines","unread","logProbability","targets","lossPerLabel"}`
 */
export async function scoreInputs(run: RunFolder, input: InputFile, output: Output): Promise<number> {
  const inputs = new ReadInputs(input, "input", output);
  const all = { logProbability: 0, targets: 0 };
  let counted = 0;
  for await (const scored of inputs.readable(scoreTranscripts(run, input))) {
    if (inputs.read === 1) output.say("  log-prob.   per label");
    output.event({ event: "line", run: run.path, ...scored });
    all.logProbability += scored.logProbability;
    all.targets += scored.targets;
    counted += Math.max(1, scored.targets);
    const figures = [
      decimalText(scored.logProbability, 2, 9).padStart(11),
      decimalText(scored.lossPerLabel, 3).padStart(11),
    ];
    output.say(`${figures.join(" ")}  ${told(scored.source)} → ${outputText(scored.text)}${unknownNote(scored)}`);
  }
  const lossPerLabel = -all.logProbability / Math.max(1, counted);
  const { count: lines, unread, read } = inputs;
  output.event({ event: "score", run: run.path, lines, unread, ...all, lossPerLabel });
  if (read > 1) output.say(`\nAll ${grouped(read)} transcripts: ${decimalText(lossPerLabel, 3)} nats per label.`);
  return inputs.conclude();
}
