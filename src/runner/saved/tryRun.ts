import { basename } from "node:path";
import { UserError } from "../../base/userError.ts";
import { type Config, hasTargets, tasks } from "../../config/index.ts";
import type { LabelsPreview, Preview, TagsPreview, TranslationPreview } from "../../contracts/preview.ts";
import { type ChosenTrial, LONGEST_WRITTEN, type Trial, type WritingOptions } from "../../contracts/trial.ts";
import type { SavedModel } from "../../estimators/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type SampleSettings, SHOWN_LIKELIEST, type Shown, shownSample } from "../../sampling/index.ts";
import { says } from "../messages.ts";
import { chosenLabels, type PredictedLine, predictLines } from "./predict.ts";
import { chosenModel, sampleRun, savedConfig } from "./saved.ts";
import { type WriteRequest, type WrittenLine, writeLines } from "./targets.ts";
import { type TranscribedLine, transcribeLines, transcribeSounds } from "./transcripts.ts";

/** What stands for the place of what was typed in messages. */
export const INPUT = "the input";

/** What a run makes of an input: as a preview that can be shown, and what is to be said beside it. */
export interface Tried {
  preview: Preview;
  /** Symbols that the model does not know. */
  unknown: string[];
  /** Of the label, where one is chosen. */
  probability?: number;
}

/** Another text each time that somebody asks. */
export function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

/**
 * Asks a saved run what a person typed: it writes for each line, labels each line, or continues the text. What cannot be
 * read of several lines comes as an error in its place.
 */
export async function tryRun(
  run: RunFolder,
  { typed, options = {}, by = "best", sounds }: ChosenTrial,
): Promise<Omit<Trial, "answers"> & { answers: (Tried | UserError)[] }> {
  const config = savedConfig(run);
  const { reads, predicts, writesText } = tasks[config.task];
  if (!hasTargets(tasks[config.task]) && predicts !== "labels" && !writesText) {
    throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack: "answers" }));
  }
  const model = await chosenModel(run, config, by === "now" || by === "best" ? undefined : by);
  const { step, parameters } = model;
  const said = { step, parameters };
  if (predicts === "labels") {
    return { ...said, answers: await each(predictLines(run, bytesOf(typed), INPUT, { model }), labelled) };
  }
  if (predicts === "transcript") {
    if (sounds) {
      const files = sounds.map((path) => ({ path, name: basename(path) }));
      return { ...said, answers: await each(transcribeSounds(run, files, { model, preview: true }), transcribed) };
    }
    return {
      ...said,
      answers: await each(transcribeLines(run, bytesOf(typed), INPUT, { model, preview: true }), transcribed),
    };
  }
  const seed = options.seed ?? anySeed();
  if (reads === "pairs") {
    const request = writeRequest(options, seed, config);
    const answers = await each(writeLines(run, bytesOf(typed), INPUT, { ...request, model }), translated);
    return { ...said, ...(request.drawn && { seed }), answers };
  }
  return { ...said, seed, answers: await continued(run, typed, sampleSettings(options, seed, config), model) };
}

async function continued(
  run: RunFolder,
  prompt: string,
  settings: Partial<SampleSettings>,
  model: SavedModel,
): Promise<Tried[]> {
  const { samples } = await sampleRun(run, { ...settings, prompt, count: 1, likeliest: SHOWN_LIKELIEST }, model);
  return samples.map((sample) => triedSample(shownSample(sample)));
}

/** A sample as an answer: each unknown symbol once. */
export function triedSample({ preview, unknown = [] }: Shown): Tried {
  return { preview, unknown: [...new Set(unknown.map(({ symbol }) => symbol))] };
}

/** How one text is written, over what the config says. */
export function sampleSettings(
  { length, lengthPenalty: _, coveragePenalty: __, ...given }: WritingOptions,
  seed: number,
  { sampling }: Config,
): Partial<SampleSettings> {
  return { ...given, length: length ?? Math.min(sampling.length, LONGEST_WRITTEN), seed };
}

/** How outputs are written: as predictions are, searched for, or drawn where a temperature is given and no beam. */
export function writeRequest(options: WritingOptions, seed: number, { sampling }: Config): WriteRequest {
  const { beam, temperature, topK = sampling.topK, topP = sampling.topP, length, ...penalties } = options;
  const { lengthPenalty, coveragePenalty } = penalties;
  const isDrawn = temperature !== undefined && temperature > 0 && beam == null;
  const greedy = beam === null || temperature === 0;
  return {
    ...((isDrawn || greedy) && { beam: 0 }),
    ...(beam != null && { beam }),
    length: Math.min(length ?? sampling.length, LONGEST_WRITTEN),
    lengthPenalty,
    coveragePenalty,
    likeliest: SHOWN_LIKELIEST,
    ...(isDrawn && { drawn: { settings: { temperature, topK, topP }, seed, distinct: false } }),
  };
}

export async function each<L>(
  lines: AsyncIterable<L | UserError>,
  shown: (line: L) => Tried,
): Promise<(Tried | UserError)[]> {
  const all: (Tried | UserError)[] = [];
  for await (const line of lines) all.push(line instanceof UserError ? line : shown(line));
  return all;
}

export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

export function translated({ text, source, outputs: [output], unknown }: WrittenLine): Tried {
  const preview: TranslationPreview = {
    ...{ kind: "translation", source, output: output.tokens, stopped: output.stopped, truth: null },
    texts: { source: text, output: output.text, truth: null },
    attention: output.alignment,
    ...(output.symbols && { drawn: output.symbols }),
  };
  return { preview, unknown };
}

function transcribed({ preview, unknown }: TranscribedLine): Tried {
  return { preview: preview!, unknown };
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
