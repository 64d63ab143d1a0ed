import { type WriteRequest, type WrittenLine, writeLines } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { InputFile } from "../inputFile.ts";
import type { Output } from "../output.ts";
import { ReadInputs } from "../readInputs.ts";
import { alignmentText } from "../text/alignment.ts";
import { shareText } from "../text/format.ts";
import { outputsText, outputText } from "../text/outputsText.ts";
import { UNTRAINED } from "../text/unknownText.ts";

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
  const inputs = new ReadInputs(input, "source", output);
  let [right, of] = [0, 0];
  let untrained = false;
  for await (const line of inputs.readable(writeLines(run, input.source, input.name, request))) {
    untrained ||= line.unknownTrained === false;
    if (line.agrees !== undefined) of++;
    if (line.agrees) right++;
    output.event({ event: "prediction", run: run.path, ...line });
    output.say(sentence(line, request.align === true));
  }
  output.event({ event: "predictions", run: run.path, inputs: inputs.count, unread: inputs.unread, right, of });
  if (of > 0) output.say(`\nAs in the file: ${shareText(right, of)}.`);
  if (untrained) output.warn(UNTRAINED);
  return inputs.conclude();
}

function sentence(line: WrittenLine, align: boolean): string {
  return outputsText(
    line,
    line.outputs.map(({ score, text, stopped, tokens, alignment }) => ({
      ...{ score, text: `${outputText(text)}${stopped ? "" : "  (cut)"}` },
      below: align && alignment ? [indented(alignmentText(line.source, tokens, alignment, columns() - 2)), ""] : [],
    })),
  );
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "  ");
}

function columns(): number {
  return process.stdout.columns ?? USUAL_COLUMNS;
}
