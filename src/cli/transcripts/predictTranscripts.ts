import { decimalText } from "../../base/numberText.ts";
import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import { errorEvent } from "../../runner/failure.ts";
import { type TranscribedLine, type TranscriptRequest, transcribeLines } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type InputFile, refuseNothing } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { wordedError } from "../text/adviceText.ts";
import { told } from "../text/terminalText.ts";
import { unknownText } from "../text/unknownText.ts";

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
  const counts = { inputs: 0, unread: 0, right: 0, of: 0 };
  const lines = transcribeLines(run, input.source, input.name, request, (message) => output.warn(message.text));
  for await (const line of lines) {
    counts.inputs++;
    if (line instanceof UserError) {
      counts.unread++;
      output.event(wordedError(errorEvent(line)));
      output.error(line);
      continue;
    }
    if (line.agrees !== undefined) counts.of++;
    if (line.agrees) counts.right++;
    output.event({ event: "prediction", run: run.path, ...line });
    output.say(sentence(line, request.align === true));
  }
  refuseNothing(input, counts.inputs, "input");
  output.event({ event: "predictions", run: run.path, ...counts });
  const { inputs, unread, right, of } = counts;
  if (of > 0) {
    const share = decimalText((100 * right) / of, 1);
    output.say(`\nAs in the file: ${grouped(right)} of ${grouped(of)} (${share} %).`);
  }
  if (unread > 0) output.warn(`${grouped(unread)} of ${count(inputs, "input")} could not be read.`);
  return unread > 0 ? 2 : 0;
}

function sentence(line: TranscribedLine, align: boolean): string {
  const { text, outputs, unknown, unknownTrained, expected, agrees } = line;
  const notes = [
    ...(agrees === false ? [`in the file: ${told(expected!)}`] : []),
    ...(unknown.length > 0 ? [`unknown: ${unknownText(unknown, unknownTrained)}`] : []),
  ];
  const note = notes.length > 0 ? `  (${notes.join("; ")})` : "";
  const written = (output: TranscribedLine["outputs"][number]) =>
    output.text === "" ? "(nothing)" : told(output.text);
  const aligned = align && line.path ? [`  ${pathText(line.path)}`] : [];
  if (outputs.length === 1) return [`${told(text)} → ${written(outputs[0])}${note}`, ...aligned].join("\n");
  const nats = outputs.map(({ score }) => decimalText(score, 2, 9));
  const wide = Math.max(...nats.map(({ length }) => length));
  return [
    `${told(text)}${note}`,
    ...outputs.map((output, i) => `  ${nats[i].padStart(wide)}  ${written(output)}`),
    ...aligned,
  ].join("\n");
}

/** The best path, a dot for each blank. */
function pathText(path: readonly string[]): string {
  const isShort = path.every((label) => label === BLANK || [...label].length === 1);
  return path.map((label) => (label === BLANK ? "·" : told(label))).join(isShort ? "" : " ");
}

const BLANK = "<blank>";
