import { type TranscribedLine, type TranscriptRequest, transcribeLines } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { InputFile } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { ReadInputs } from "../readInputs.ts";
import { shareText } from "../text/format.ts";
import { outputsText, outputText } from "../text/outputsText.ts";
import { pathText } from "../text/pathText.ts";

/**
 * `{"event":"prediction","run","line","text","outputs":[{"tokens","text","logProbability","score","steps"}],"path","unknown"}` for each
 * input, with "expected" and "agrees" where the file has its transcript, and with --align "labels", "posteriors" and "lattice"; `error`
 * for what cannot be read; then `{"event":"predictions","run","inputs","unread","right","of"}`
 */
export async function predictTranscripts(
  run: RunFolder,
  input: InputFile,
  request: TranscriptRequest,
  output: Output,
): Promise<number> {
  const inputs = new ReadInputs(input, "input", output);
  let [right, of] = [0, 0];
  const lines = transcribeLines(run, input.source, input.name, request, (message) => output.warn(message.text));
  for await (const line of inputs.readable(lines)) {
    if (line.agrees !== undefined) of++;
    if (line.agrees) right++;
    output.event({ event: "prediction", run: run.path, ...line });
    output.say(sentence(line, request.align === true));
  }
  output.event({ event: "predictions", run: run.path, inputs: inputs.count, unread: inputs.unread, right, of });
  if (of > 0) output.say(`\nAs in the file: ${shareText(right, of)}.`);
  return inputs.conclude();
}

function sentence(line: TranscribedLine, align: boolean): string {
  const aligned = align && line.path ? [`  ${pathText(line.path)}`] : [];
  const { outputs } = line;
  return outputsText(
    line,
    outputs.map(({ score, text }, i) => ({
      ...{ score, text: outputText(text) },
      below: i === outputs.length - 1 ? aligned : [],
    })),
  );
}
