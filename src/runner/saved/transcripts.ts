import { dirname } from "node:path";
import { type FeatureSettings, stepTime } from "../../audio/index.ts";
import { ctcLattice } from "../../base/ctc/ctcLattice.ts";
import { ctcSteps } from "../../base/ctc/ctcSteps.ts";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { count } from "../../base/words.ts";
import { type Config, tasks } from "../../config/index.ts";
import type { TranscriptPreview } from "../../contracts/preview.ts";
import {
  type EncodedInput,
  type Encoding,
  encodeInput,
  encodeTarget,
  encodingFromJSON,
  sawUnknown,
  soundSteps,
  type Vocabulary,
} from "../../data/index.ts";
import { estimatorOf, type SavedModel, type TranscriptModel } from "../../estimators/index.ts";
import { type ReadInput, readInputs } from "../../reading/index.ts";
import { soundsAt } from "../../reading/sound/soundInputs.ts";
import type { RunFolder } from "../../runs/index.ts";
import {
  bestPath,
  labelSteps,
  shownTranscript,
  type TranscriptOutput,
  type TranscriptSettings,
  transcribe,
  transcriptSettings,
} from "../../sampling/index.ts";
import { type Lack, says } from "../messages.ts";
import { configFileOf } from "../session/resume.ts";
import { fusionOf, fusionOfConfig, type LoadedFusion } from "./languageModel.ts";
import { savedConfig, savedModel } from "./saved.ts";
import { withRates } from "./soundRates.ts";
import { agree, encodedOrError } from "./targets.ts";

/** How transcripts are found; what is not given is as in the run's config. */
export interface TranscriptRequest {
  /** Beginnings that the search keeps; 0 takes the best path. */
  beam?: number;
  nbest?: number;
  collapse?: TranscriptSettings["collapse"];
  languageModel?: RunFolder;
  languageModelWeight?: number;
  labelBonus?: number;
  /** Whether the probabilities of all labels at all steps are wanted, and the lattice. */
  align?: boolean;
  /** Whether it is to be looked at. */
  preview?: boolean;
  /** What transcribes: that of the best parameters where it is absent. */
  model?: SavedModel;
}

/** The lattice of a transcript: γ_t(s), the share of its paths that are at place s of `labels` at step t. */
export interface SaidLattice {
  /** The transcript with a blank around each label. */
  labels: string[];
  /** (T, places); each row adds up to 1. */
  weights: number[][];
}

/** What is transcribed of one input. */
export interface TranscribedLine {
  line: number;
  text: string;
  outputs: (Omit<TranscriptOutput, "ids"> & {
    /** The step, from 0, at which each label stands most likely; null where no probabilities are given. */
    steps: number[] | null;
    /** Of a sound, when that is, in seconds. */
    times?: number[];
  })[];
  /** The file of the sound, where it is one, and how long it takes. */
  sound?: string;
  seconds?: number;
  /** The likeliest label or blank of each step; null where no probabilities are given. */
  path: string[] | null;
  /** Symbols of the input that the model does not know, as they stood. */
  unknown: string[];
  unknownTrained?: false;
  /** Where they are asked for: (T, labels), in the order of `labels`, the blank first. */
  posteriors?: number[][];
  labels?: string[];
  /** Of the transcript in the file, where there is one and a path leads to it; of the first output otherwise. */
  lattice?: SaidLattice;
  /** The first output as people look at it, where that is asked for. */
  preview?: TranscriptPreview;
  /** The transcript in the file, where there is one, and whether the first output has its labels. */
  expected?: string;
  agrees?: boolean;
}

/** How likely the transcript of an input is. */
export interface ScoredTranscript {
  line: number;
  /** The input, and the transcript. */
  source: string;
  text: string;
  /** ln P of all paths that collapse to it, nats; −∞ where there is none. */
  logProbability: number;
  /** Labels of the transcript, and nats a label, an empty transcript counted as one. */
  targets: number;
  lossPerLabel: number;
  /** The step, from 0, at which each label stands most likely. */
  steps: number[];
  unknown: string[];
  unknownTrained?: false;
}

interface SavedTranscripts {
  config: Config;
  encoding: Encoding;
  model: TranscriptModel;
  /** Whether training has seen `<unk>` of the input. */
  isTrained: boolean;
}

async function savedTranscripts(run: RunFolder, lack: Lack, chosen?: SavedModel): Promise<SavedTranscripts> {
  const config = savedConfig(run);
  if (tasks[config.task].predicts !== "transcript") {
    throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack }));
  }
  const saved = chosen ?? (await savedModel(run, config));
  const encoding = encodingFromJSON(saved.symbols);
  const model = await estimatorOf(config).transcripts!(saved, encoding);
  const isTrained = sawUnknown(encoding.source.vocabulary, saved.symbols, config);
  return { config, encoding, model, isTrained };
}

/** A config with what was asked in the place of what it says. */
export function configWith(config: Config, request: TranscriptRequest): Config {
  const { beam, nbest, collapse, languageModel, languageModelWeight, labelBonus } = request;
  const sampling = {
    ...config.sampling,
    ...(beam !== undefined && { beam: beam === 0 ? null : beam }),
    ...(collapse !== undefined && { collapse }),
    ...(languageModelWeight !== undefined && { languageModelWeight }),
    ...(labelBonus !== undefined && { labelBonus }),
  };
  if (nbest !== undefined && nbest > (sampling.beam ?? 1)) {
    throw new UserError(says.transcriptsBeyond({ nbest, beam: sampling.beam }));
  }
  if (sampling.beam !== null && sampling.collapse === "trim") throw new UserError(says.trimmedSearch());
  if (sampling.beam === null && languageModel) throw new UserError(says.unsearched({ what: "A language model" }));
  if (sampling.beam === null && labelBonus) throw new UserError(says.unsearched({ what: "A label bonus" }));
  if (languageModelWeight && !languageModel && sampling.languageModel === null) {
    throw new UserError(says.weightOfNothing());
  }
  return { ...config, sampling };
}

/** The language model that was asked for, or that the config of a run names. */
export async function askedFusion(
  run: RunFolder,
  config: Config,
  { languageModel }: TranscriptRequest,
  labels: Vocabulary,
): Promise<LoadedFusion> {
  return languageModel
    ? await fusionOf(languageModel, labels, config.sampling.languageModelWeight)
    : await fusionOfConfig(config, dirname(configFileOf(run)), labels);
}

/**
 * Transcribes the inputs of a file, or of chunks of UTF-8, with the best parameters of a run. What cannot be read comes as an error, and
 * the next transcript after it. `warn` hears what is to be said of the language model and of the sounds.
 */
export async function* transcribeLines(
  run: RunFolder,
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  request: TranscriptRequest,
  warn: (message: Message) => void = () => {},
): AsyncGenerator<TranscribedLine | UserError> {
  const { transcribe, encoding, config } = await transcriberOf(run, request, warn);
  const reads = readInputs(source, name, encoding, config);
  for await (const read of withRates(reads, encoding, warn)) yield transcribe(read, name);
}

/** Transcribes sounds, and those in folders, whatever stands beside them. */
export async function* transcribeSounds(
  run: RunFolder,
  files: readonly { path: string; name: string }[],
  request: TranscriptRequest,
  warn: (message: Message) => void = () => {},
): AsyncGenerator<TranscribedLine | UserError> {
  const { transcribe, encoding, config } = await transcriberOf(run, request, warn);
  if (!encoding.source.sound) throw new UserError(says.readsNoSounds({ id: run.id }));
  const sounds = async function* () {
    for (const { path, name } of files) yield* soundsAt(path, name, encoding, config.data.encoding);
  };
  for await (const read of withRates(sounds(), encoding, warn)) {
    yield transcribe(read, read instanceof UserError ? "" : read.text);
  }
}

async function transcriberOf(run: RunFolder, request: TranscriptRequest, warn: (message: Message) => void) {
  const saved = await savedTranscripts(run, "transcripts", request.model);
  const config = configWith(saved.config, request);
  const { fusion, warnings } = await askedFusion(run, config, request, saved.encoding.target.vocabulary!);
  const settings = { ...transcriptSettings(config), count: request.nbest ?? 1, fusion };
  for (const message of warnings) warn(message);
  const transcribe = (read: ReadInput | UserError, name: string) => {
    const encoded = read instanceof UserError ? read : encodedOf(read, name, saved);
    if (encoded instanceof UserError) return encoded;
    return transcribed(read as ReadInput, encoded, saved, settings, request);
  };
  return { transcribe, encoding: saved.encoding, config: saved.config };
}

/** Scores the transcripts that stand beside the inputs of a file. */
export async function* scoreTranscripts(
  run: RunFolder,
  { source, name }: { source: string | AsyncIterable<Uint8Array>; name: string },
): AsyncGenerator<ScoredTranscript | UserError> {
  const saved = await savedTranscripts(run, "transcriptScores");
  const { model, encoding } = saved;
  if (!model.shares) throw new UserError(says.scoresNothing({ id: run.id }));
  let hasTargets = false;
  for await (const read of readInputs(source, name, encoding, saved.config)) {
    const encoded = read instanceof UserError ? read : encodedOf(read, name, saved);
    if (encoded instanceof UserError) {
      yield encoded;
      continue;
    }
    const { line, answer } = read as ReadInput;
    // Where the first has none, the file has none; an empty transcript may come later.
    if (answer === undefined && !hasTargets) throw new UserError(says.noTranscripts({ name }), { file: name });
    hasTargets = true;
    const target = encodeTarget(encoding, answer ?? null);
    const { vocabulary } = encoding.target;
    const known = !target.tokens.includes(-1);
    const lattice = known ? ctcLattice(model.shares(encoded), vocabulary!.size, target.tokens) : undefined;
    const logProbability = lattice?.logProbability ?? Number.NEGATIVE_INFINITY;
    yield {
      ...{
        line,
        source: shownInput(read as ReadInput, encoded),
        text: targetText(answer, target.symbols),
        logProbability,
      },
      targets: target.tokens.length,
      lossPerLabel: -logProbability / Math.max(1, target.tokens.length),
      steps: lattice && logProbability > Number.NEGATIVE_INFINITY ? labelSteps(lattice) : [],
      unknown: [...new Set([...encoded.unknown, ...target.unknown])],
      ...(encoded.unknown.length > 0 && !saved.isTrained && { unknownTrained: false as const }),
    };
  }
}

/** An input as the model reads it; an error where it can read nothing of it. */
function encodedOf(read: ReadInput, name: string, { encoding, config }: SavedTranscripts): EncodedInput | UserError {
  return encodedOrError(read, name, () => encodeInput(encoding, config, read.input, read.place), says.emptyInput);
}

function transcribed(
  read: ReadInput,
  encoded: EncodedInput,
  { encoding, model, isTrained }: SavedTranscripts,
  settings: TranscriptSettings,
  { align, preview }: TranscriptRequest,
): TranscribedLine {
  const vocabulary = encoding.target.vocabulary!;
  const V = vocabulary.size;
  const { line, answer } = read;
  const expected = answer === undefined ? undefined : encodeTarget(encoding, answer);
  const logY = model.shares?.(encoded);
  const outputs = logY ? transcribe(logY, vocabulary, settings) : [model.usual!()];
  const [{ tokens, ids, text: written }] = outputs;
  const isPossible = expected && !expected.tokens.includes(-1) && ctcSteps(expected.tokens) <= encoded.length;
  const lattice = align && logY && ctcLattice(logY, V, isPossible ? expected.tokens : outputs[0].ids);
  const said = {
    ...(read.sound && encoding.source.sound && { sound: soundSteps(read.sound.path, encoding.source.sound) }),
    ...{ source: shownInput(read, encoded), symbols: encoded.symbols, truth: expected?.symbols ?? null },
    texts: { output: written, truth: expected ? targetText(answer, expected.symbols) : null },
    ...{ collapse: settings.collapse, output: ids, beam: settings.beam },
  };
  const named = (ids: Iterable<number>) => Array.from(ids, (id) => vocabulary.symbol(id));
  return {
    ...{ line, text: shownInput(read, encoded), unknown: encoded.unknown },
    ...(read.sound && { sound: read.sound.path, seconds: rounded(read.sound.seconds) }),
    outputs: outputs.map(({ ids, ...output }) => {
      const steps = logY ? labelSteps(ctcLattice(logY, V, ids)) : null;
      return {
        ...output,
        steps,
        ...(steps && encoding.source.sound && { times: timesOf(steps, encoding.source.sound) }),
      };
    }),
    path: logY ? named(bestPath(logY, logY.length / V, V, { never: vocabulary.unknown })) : null,
    ...(encoded.unknown.length > 0 && !isTrained && { unknownTrained: false }),
    ...(align && logY && { labels: [...vocabulary.symbols], posteriors: rowsOf(logY.map(Math.exp), V) }),
    ...(lattice && {
      lattice: { labels: named(lattice.labels), weights: rowsOf(lattice.weights, lattice.labels.length) },
    }),
    ...(preview && {
      preview: logY ? shownTranscript(logY, vocabulary, said) : countedTranscript(said, tokens, encoded.length),
    }),
    ...(expected && {
      expected: targetText(answer, expected.symbols),
      agrees: agree(tokens, expected.symbols),
    }),
  };
}

/** What is written without probabilities of steps, by a model that counts. */
function countedTranscript(
  {
    source,
    sound,
    symbols,
    truth,
    texts,
    collapse,
  }: Pick<TranscriptPreview, "source" | "sound" | "symbols" | "truth" | "texts" | "collapse">,
  output: string[],
  steps: number,
): TranscriptPreview {
  return {
    ...{ kind: "transcript", source, steps, collapse, output, truth, texts },
    ...(sound && { sound }),
    ...(symbols && { symbols }),
    ...{ labels: [], path: [] },
  };
}

/** When steps are, in seconds: the middle of what each of them hears. */
export function timesOf(steps: readonly number[], settings: FeatureSettings): number[] {
  return steps.map((step) => rounded(stepTime(step, settings)));
}

/** To a millisecond. */
function rounded(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}

/** Numbers to six digits, which shares need not have more of. */
function rowsOf(values: Float64Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, t) =>
    Array.from(values.subarray(t * width, (t + 1) * width), (x) => Math.round(1e6 * x) / 1e6),
  );
}

/** A target as its file has it. */
export function targetText(answer: ReadInput["answer"], symbols: readonly string[]): string {
  return typeof answer === "string" ? answer.trim() : symbols.join(" ");
}

/** What is shown of an input: a text, the path of a sound, or how many steps it has. */
function shownInput({ text, sound }: ReadInput, { symbols, length }: EncodedInput): string {
  return symbols || sound ? text : count(length, "step");
}
