import { UserError } from "../../base/userError.ts";
import { tasks } from "../../config/index.ts";
import type { LabelsPreview, Preview, TagsPreview, TranslationPreview } from "../../contracts/preview.ts";
import type { RunFolder } from "../../runs/index.ts";
import { SHOWN_LIKELIEST, shownSample } from "../../sampling/index.ts";
import { chosenLabels, type PredictedLine, predictLines } from "./predict.ts";
import { sampleRun, savedConfig } from "./saved.ts";
import { type WrittenLine, writeLines } from "./targets.ts";
import { wrongTask } from "./wrongTask.ts";

/** What stands for the place of what was typed in messages. */
const NAME = "the input";
/** Symbols that are written at most: whoever types waits for them. */
const LONGEST = 2000;

/** What a run makes of an input: as a preview that can be shown, and what is to be said beside it. */
export interface Tried {
  preview: Preview;
  /** Symbols that the model does not know. */
  unknown: string[];
  /** Of the label, where one is chosen. */
  probability?: number;
}

/**
 * Asks a saved run what a person typed: its best parameters write for each line, label each line, or continue the text. What cannot be
 * read of several lines comes as an error in its place.
 */
export async function tryRun(run: RunFolder, typed: string): Promise<(Tried | UserError)[]> {
  const config = savedConfig(run);
  const { reads, predicts, writesText } = tasks[config.task];
  if (reads === "pairs") return await each(writeLines(run, bytes(typed), NAME, {}), translated);
  if (predicts === "labels") return await each(predictLines(run, bytes(typed), NAME), labelled);
  if (!writesText) throw wrongTask(run.id, config.task, "it answers no text");
  const length = Math.min(config.sampling.length, LONGEST);
  // Another text each time that somebody asks.
  const seed = Math.floor(Math.random() * 2 ** 32);
  const { samples } = await sampleRun(run, { prompt: typed, length, count: 1, seed, likeliest: SHOWN_LIKELIEST });
  return samples.map((sample) => ({
    preview: shownSample(sample).preview,
    unknown: [...new Set(sample.unknown.map(({ symbol }) => symbol))],
  }));
}

async function each<L>(lines: AsyncIterable<L | UserError>, shown: (line: L) => Tried): Promise<(Tried | UserError)[]> {
  const all: (Tried | UserError)[] = [];
  for await (const line of lines) all.push(line instanceof UserError ? line : shown(line));
  return all;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

function translated({ text, source, outputs: [output], unknown }: WrittenLine): Tried {
  const preview: TranslationPreview = {
    ...{ kind: "translation", source, output: output.tokens, stopped: output.stopped, truth: null },
    texts: { source: text, output: output.text, truth: null },
    attention: output.alignment,
  };
  return { preview, unknown };
}

function labelled(line: PredictedLine): Tried {
  const { text, unknown, perStep, several, answers, symbols } = line;
  const said = (at: number) => ({ predicted: chosenLabels(line, at), actual: line.expected?.[at] ?? null });
  if (perStep) {
    const steps = answers.map((_, t) => ({ symbol: symbols?.[t] ?? String(t + 1), ...said(t) }));
    const preview: TagsPreview = { kind: "tags", steps };
    return { preview, unknown };
  }
  const preview: LabelsPreview = { kind: "labels", input: text, ...said(0) };
  return { preview, unknown, ...(!several && { probability: answers[0][0].probability }) };
}
