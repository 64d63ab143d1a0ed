import { decimalText } from "../../base/numberText.ts";
import { UserError } from "../../base/userError.ts";
import { count, grouped } from "../../base/words.ts";
import { errorEvent } from "../../runner/failure.ts";
import { type WriteRequest, type WrittenLine, writeLines } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type InputFile, refuseNothing } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { wordedError } from "../text/adviceText.ts";
import { alignmentText } from "../text/alignment.ts";
import { told } from "../text/terminalText.ts";
import { unknownText } from "../text/unknownText.ts";

/** Columns where nobody says how many the terminal has. */
const USUAL_COLUMNS = 100;

/**
 * `{"event":"prediction","run","line","text","source","outputs":[{"tokens","text","stopped","logProbability","score","alignment"}],
 * "unknown"}` for each source, with "expected" and "agrees" where the file has its target; `error` for what cannot be read; then
 * `{"event":"predictions","run","inputs","unread","right","of"}`
 */
export async function predictTargets(
  run: RunFolder,
  input: InputFile,
  request: WriteRequest,
  output: Output,
): Promise<number> {
  const counts = { inputs: 0, unread: 0, right: 0, of: 0 };
  let untrained = false;
  for await (const line of writeLines(run, input.source, input.name, request)) {
    counts.inputs++;
    if (line instanceof UserError) {
      counts.unread++;
      output.event(wordedError(errorEvent(line)));
      output.error(line);
      continue;
    }
    untrained ||= line.unknownTrained === false;
    if (line.agrees !== undefined) counts.of++;
    if (line.agrees) counts.right++;
    output.event({ event: "prediction", run: run.path, ...line });
    output.say(sentence(line, request.align === true));
  }
  refuseNothing(input, counts.inputs, "source");
  output.event({ event: "predictions", run: run.path, ...counts });
  const { inputs, unread, right, of } = counts;
  if (of > 0) {
    const share = decimalText((100 * right) / of, 1);
    output.say(`\nAs in the file: ${grouped(right)} of ${grouped(of)} (${share} %).`);
  }
  if (untrained) {
    output.warn(
      "Unknown symbols are read as <unk>, which training never saw. Set data.vocabulary.minFrequency to 2: symbols that occur once in training then become <unk>, and it is trained.",
    );
  }
  if (unread > 0) output.warn(`${grouped(unread)} of ${count(inputs, "source")} could not be read.`);
  return unread > 0 ? 2 : 0;
}

function sentence(line: WrittenLine, align: boolean): string {
  const { text, outputs, unknown, unknownTrained, expected, agrees } = line;
  const notes = [
    ...(agrees === false ? [`in the file: ${told(expected!)}`] : []),
    ...(unknown.length > 0 ? [`unknown: ${unknownText(unknown, unknownTrained)}`] : []),
  ];
  const note = notes.length > 0 ? `  (${notes.join("; ")})` : "";
  const [best] = outputs;
  const written = (output: WrittenLine["outputs"][number]) => `${told(output.text)}${output.stopped ? "" : "  (cut)"}`;
  const aligned = (output: WrittenLine["outputs"][number]) =>
    align && output.alignment
      ? [indented(alignmentText(line.source, output.tokens, output.alignment, columns() - 2)), ""]
      : [];
  if (outputs.length === 1) return [`${told(text)} → ${written(best)}${note}`, ...aligned(best)].join("\n");
  const nats = outputs.map(({ score }) => decimalText(score, 2, 9));
  const wide = Math.max(...nats.map(({ length }) => length));
  return [
    `${told(text)}${note}`,
    ...outputs.flatMap((output, i) => [`  ${nats[i].padStart(wide)}  ${written(output)}`, ...aligned(output)]),
  ].join("\n");
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function columns(): number {
  return process.stdout.columns ?? USUAL_COLUMNS;
}
