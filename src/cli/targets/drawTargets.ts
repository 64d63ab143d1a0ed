import { decimalText } from "../../base/numberText.ts";
import { sampleTargets } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Arguments } from "../command.ts";
import { type Output, usageError } from "../output.ts";
import { outputText } from "../text/outputsText.ts";
import { styled } from "../text/terminalText.ts";
import { unknownText } from "../text/unknownText.ts";

/** Options that are about a text that goes on. */
const OF_TEXTS = ["likeliest", "stop", "next", "start", "state"];

export function refuseTextOptions(run: RunFolder, { options }: Arguments): void {
  const given = OF_TEXTS.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw usageError(
    `--${given} is not supported for ${run.id}, which writes a sequence for another`,
    "Leave it out, and give the source with --prompt.",
  );
}

/** `{"event":"sample","run","index",…settings,"prompt","source","text","tokens","stopped","logProbability","alignment","unknown"}` */
export async function drawTargets(
  run: RunFolder,
  wanted: Parameters<typeof sampleTargets>[1],
  output: Output,
): Promise<number> {
  const { samples, settings, unknown } = await sampleTargets(run, wanted);
  if (unknown.length > 0) {
    output.warn(`the source contains symbols that the network has never seen: ${unknownText(unknown, undefined)}`);
  }
  for (const [i, one] of samples.entries()) {
    output.event({ event: "sample", run: run.path, index: i + 1, ...settings, ...one, unknown });
    if (samples.length > 1) {
      output.say(styled(2, `— ${i + 1}, log-probability ${decimalText(one.logProbability, 2, 9)} —`));
    }
    output.say(`${outputText(one.text)}${one.stopped ? "" : "  (cut)"}`);
  }
  return 0;
}
