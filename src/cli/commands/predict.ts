import { resolve } from "node:path";
import { decimalText } from "../../base/numberText.ts";
import { oneLine } from "../../base/visibleText.ts";
import { count } from "../../base/words.ts";
import { type PredictedLine, predictLines } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import type { Command } from "../command.ts";

/** `{"event":"prediction","run","line","text","answers","symbols","unknown","truncated"}` for each line that is not empty */
export const predict: Command = {
  name: "predict",
  usage: "RUN FILE|-",
  summary: "Answers each line of a file: its class, its labels, or the tags of its tokens.",
  details: [
    "A line is a text, or a JSON object with the columns that the run reads. - reads standard input. With --json each answer comes",
    "with all labels and their probabilities, of tags those of every step.",
  ].join("\n"),
  options: {},
  positionals: { least: 2, most: 2 },
  async run({ positionals: [reference, file] }, output) {
    const run = await findRun(reference, process.cwd());
    const standardInput = file === "-";
    const source = standardInput ? (process.stdin as AsyncIterable<Uint8Array>) : resolve(file);
    for await (const line of predictLines(run, source, standardInput ? "standard input" : file)) {
      output.event({ event: "prediction", run: run.path, ...line });
      output.say(sentence(line));
    }
    return 0;
  },
};

function sentence({ answers, symbols, text, unknown, truncated, perStep, several }: PredictedLine): string {
  const notes = [
    ...(unknown.length > 0 ? [`unknown: ${unknown.map((symbol) => JSON.stringify(symbol)).join(", ")}`] : []),
    ...(truncated > 0 ? [`cut off: ${count(truncated, "step is", "steps are")} beyond training.sequenceLength`] : []),
  ];
  const note = notes.length > 0 ? `  (${notes.join("; ")})` : "";
  if (perStep) {
    const said = answers.map((all, t) => {
      const step = oneLine(symbols?.[t] ?? String(t + 1));
      return several ? `${step}/${decimalText(all[0].probability, 2)}` : `${step}/${oneLine(all[0].label)}`;
    });
    return `${said.join(" ")}${note}`;
  }
  const [all] = answers;
  const chosen = several ? all.filter(({ probability }) => probability > 0.5) : all.slice(0, 1);
  const said = chosen
    .map(({ label, probability }) => `${oneLine(label)} ${decimalText(100 * probability, 1)} %`)
    .join(", ");
  return `${said || "none"}  ${oneLine(text)}${note}`;
}
