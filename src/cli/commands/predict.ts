import { decimalText } from "../../base/numberText.ts";
import { count, UNTYPED } from "../../base/words.ts";
import { chosenLabels, type FoundEntity, type PredictedLine, predictLines } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { inputFile } from "../inputFile.ts";
import { ReadInputs } from "../readInputs.ts";
import { predictTargets } from "../targets/predictTargets.ts";
import { targetOptions, writeRequest, writesTargets } from "../targets/targetOptions.ts";
import { displayWidth, room } from "../text/columns.ts";
import { ForeignLabels } from "../text/foreignLabels.ts";
import { shareText } from "../text/format.ts";
import { told } from "../text/terminalText.ts";
import { UNTRAINED, unknownText } from "../text/unknownText.ts";
import { predictTranscripts } from "../transcripts/predictTranscripts.ts";
import { transcribes, transcriptOptions, transcriptRequest } from "../transcripts/transcriptOptions.ts";

/**
 * `{"event":"prediction","run","line","text","answers","symbols","unknown","truncated"}` for each input, with "expected", "agrees",
 * "right", "compared" and "foreign" where the file has an answer; `error` for what cannot be read; then `{"event":"predictions","run","inputs","unread","right","of"}`
 */
export const predict: Command = {
  name: "predict",
  usage: "RUN FILE|-",
  summary:
    "Predicts each input of a file: its class, its labels, the tags of its tokens, or the sequence that belongs to it.",
  details: [
    "The file can have any format that the run was trained on: a table with its input columns, one token per line, or sentences with",
    "tags. Predictions are compared with the labels in it. Otherwise each line is a text or a JSON object of columns. - reads standard input.",
    "Inputs that cannot be read are reported and skipped. With --json, each prediction has all labels and their probabilities (of tags,",
    "those of every step). --entities lists the entities: type, tokens from:to (counted from 0, without the token at to), the text,",
    "and, where the input is a line of text, its characters from:to.",
    "A sequence-to-sequence run writes an output for each source, greedily or by beam search (sampling.beam). --nbest lists the best",
    "outputs with their scores: the log-probability in nats, with the penalties. --align shows which source tokens each output token",
    "looked at. With --json, each output has its log-probability, its score, its alignment, and whether it stopped or was cut.",
    "A transcription run finds the transcript of each input, by the best path or by prefix search (sampling.beam). --nbest lists the",
    "best ones with their scores. --align shows the best path; with --json it adds the probability of each label at each step",
    "(posteriors), and the lattice: for each step the share of the paths of the transcript at each of its labels and blanks.",
  ].join("\n"),
  options: {
    entities: { type: "boolean", help: "list the entities that the predicted tags mark, instead of the tags" },
    ...targetOptions,
    ...transcriptOptions,
  },
  positionals: { least: 2, most: 2 },
  async run(given, output) {
    const {
      positionals: [reference, file],
      options: { entities },
    } = given;
    const run = await findRun(reference, process.cwd());
    const input = inputFile(file);
    if (!entities && transcribes(run, given)) {
      return await predictTranscripts(run, input, await transcriptRequest(given), output);
    }
    const request = writeRequest(run, given);
    if (!entities && (request || writesTargets(run))) return await predictTargets(run, input, request ?? {}, output);
    let untrained = false;
    const foreign = new ForeignLabels();
    const inputs = new ReadInputs(input, "input", output);
    let [right, of] = [0, 0];
    const lines = predictLines(run, input.source, input.name, {
      entities: entities === true,
      warn: (message) => output.warn(message.text),
    });
    for await (const line of inputs.readable(lines)) {
      untrained ||= line.unknownTrained === false;
      right += line.right ?? 0;
      of += line.compared ?? 0;
      foreign.add(line);
      output.event({ event: "prediction", run: run.path, ...line });
      output.say(sentence(line));
    }
    output.event({ event: "predictions", run: run.path, inputs: inputs.count, unread: inputs.unread, right, of });
    if (of > 0) output.say(`\nCorrect: ${shareText(right, of)}.`);
    for (const warning of foreign.said()) output.warn(warning);
    if (untrained) output.warn(UNTRAINED);
    return inputs.conclude();
  },
};

function sentence(line: PredictedLine): string {
  const { answers, text, unknown, unknownTrained, truncated, perStep, several, expected, agrees } = line;
  const wrong = (expected ?? []).flatMap((labels, i) => (agrees?.[i] ? [] : [{ i, labels }]));
  const stands = wrong.map(
    ({ i, labels }) => `${perStep ? `${step(line, i)}/` : ""}${told(labels.join(", ")) || "none"}`,
  );
  const notes = [
    ...(stands.length > 0 ? [`in the file: ${stands.join(" ")}`] : []),
    ...(unknown.length > 0 ? [`unknown: ${unknownText(unknown, unknownTrained)}`] : []),
    ...(truncated > 0 ? [`cut off: ${count(truncated, "step is", "steps are")} beyond training.sequenceLength`] : []),
  ];
  const note = notes.length > 0 ? `  (${notes.join("; ")})` : "";
  if (line.entities) return [`${told(text)}${note}`, ...entityLines(line.entities)].join("\n");
  if (perStep) {
    const said = answers.map(([best], t) => {
      return `${step(line, t)}/${several ? decimalText(best.probability, 2) : told(best.label)}`;
    });
    return `${said.join(" ")}${note}`;
  }
  const chosen = chosenLabels(line, 0);
  const said = answers[0]
    .filter(({ label }) => chosen.includes(label))
    .map(({ label, probability }) => `${told(label)} ${decimalText(100 * probability, 1)} %`)
    .join(", ");
  return `${said || "none"}  ${told(text)}${note}`;
}

function entityLines(entities: readonly FoundEntity[]): string[] {
  if (entities.length === 0) return ["  no entity"];
  const wide = (texts: string[]) => Math.max(...texts.map(displayWidth));
  const rows = entities.map((entity) => [told(entity.type) || UNTYPED, `${entity.start}:${entity.end}`]);
  const [types, spans] = [0, 1].map((column) => wide(rows.map((row) => row[column])));
  return entities.map(({ text, startCharacter, endCharacter }, i) => {
    const characters = startCharacter === undefined ? "" : `  (characters ${startCharacter}:${endCharacter})`;
    return `  ${rows[i][0]}${room(rows[i][0], types)}  ${rows[i][1].padEnd(spans)}  ${told(text)}${characters}`;
  });
}

function step({ symbols }: PredictedLine, at: number): string {
  return told(symbols?.[at] ?? String(at + 1));
}
