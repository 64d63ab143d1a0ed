import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, tasks } from "../../config/index.ts";
import {
  type EncodedInput,
  type Encoding,
  encodeInput,
  encodingFromJSON,
  expectedLabels,
  sawUnknown,
} from "../../data/index.ts";
import { estimatorOf, type SavedModel } from "../../estimators/index.ts";
import { labelKey, type ReadInput, readInputs } from "../../reading/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Prediction } from "../../tasks/index.ts";
import { says } from "../messages.ts";
import { EntityFinder, type FoundEntity } from "./predictedEntities.ts";
import { savedConfig, savedModel } from "./saved.ts";
import { withRates } from "./soundRates.ts";

/** A label that stands in a file and is none of the run. */
export interface ForeignLabel {
  label: string;
  /** The label of the run that is written in another way and may be meant. */
  like?: string;
}

/** How answers agree with those that stand in the file. */
interface Judged {
  /** What stands there: labels, a list for each answer, of the whole or of each step that was read. */
  expected: string[][];
  /** Whether each answer agrees with it. */
  agrees: boolean[];
  /** How many of them do. */
  right: number;
  /** How many are compared: those whose labels the run has. */
  compared: number;
  /** Labels in the file that the run does not have; absent where there are none. */
  foreign?: ForeignLabel[];
}

export interface PredictedLine extends Prediction, Partial<Judged> {
  line: number;
  text: string;
  /** Symbols that the model does not know, as they stood. */
  unknown: string[];
  /** Where there are any, and training never saw the `<unk>` that stands for them: the answer means little. */
  unknownTrained?: false;
  /** Steps that were cut off. */
  truncated: number;
  /** Where they are asked for: what the likeliest tags mark. */
  entities?: FoundEntity[];
}

export interface PredictRequest {
  /** Whether entities are wanted too, which predicted tags mark. */
  entities?: boolean;
  /** What predicts: that of the best parameters where it is absent. */
  model?: SavedModel;
  /** Hears what is to be said of the inputs together. */
  warn?: (message: Message) => void;
}

/**
 * Answers the inputs of a file, or of chunks of UTF-8, with the best parameters of a run: lines of text or of JSON, or any format
 * that the run's own files may have. What cannot be read comes as an error, and the next answer after it.
 */
export async function* predictLines(
  run: RunFolder,
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  { entities = false, model: chosen, warn = () => {} }: PredictRequest = {},
): AsyncGenerator<PredictedLine | UserError> {
  const config = savedConfig(run);
  if (tasks[config.task].predicts !== "labels") {
    throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack: "labels" }));
  }
  const model = chosen ?? (await savedModel(run, config));
  const { symbols: saved } = model;
  const encoding = encodingFromJSON(saved);
  const isTrained = sawUnknown(encoding.source.vocabulary, saved, config);
  const finder = entities ? EntityFinder.for(run.id, encoding) : undefined;
  const predict = await estimatorOf(config).predictor!(model, encoding);
  for await (const read of withRates(readInputs(source, name, encoding, config), encoding, warn)) {
    yield read instanceof UserError ? read : answered(read, name, { encoding, config, predict, finder, isTrained });
  }
}

interface Answering {
  encoding: Encoding;
  config: Config;
  predict: (input: EncodedInput) => Prediction;
  finder: EntityFinder | undefined;
  /** Whether training has seen `<unk>`. */
  isTrained: boolean;
}

function answered(
  { line, text, input, answer, place }: ReadInput,
  name: string,
  { encoding, config, predict, finder, isTrained }: Answering,
): PredictedLine | UserError {
  try {
    const encoded = encodeInput(encoding, config, input, place);
    const { unknown, truncated } = encoded;
    if (encoded.length === 0) {
      return new UserError(says.emptyInput({ line, name, unknown: unknown.length > 0 }), { file: name, line });
    }
    const prediction = predict(encoded);
    const expected = answer === undefined ? undefined : expectedLabels(answer, encoded, prediction);
    const entities = finder?.find(prediction, encoded, input, text);
    const agreement = expected && judged(prediction, expected, encoding);
    const untrained = unknown.length > 0 && !isTrained && { unknownTrained: false as const };
    return { line, text, unknown, ...untrained, truncated, ...prediction, ...(entities && { entities }), ...agreement };
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function judged(prediction: Prediction, expected: string[][], { target: { labels: own, negative } }: Encoding): Judged {
  const known = negative === undefined ? own : [...own, negative];
  const foreign = expected.flat().filter((label) => !known.includes(label));
  const isKnown = expected.map((labels) => labels.every((label) => known.includes(label)));
  const agrees = expected.map((labels, i) => {
    const wanted = new Set(labels.filter((label) => label !== negative));
    const found = chosenLabels(prediction, i);
    return isKnown[i] && found.length === wanted.size && found.every((label) => wanted.has(label));
  });
  const named = foreign.map((label) => {
    const like = known.find((each) => labelKey(each) === labelKey(label));
    return { label, ...(like !== undefined && { like }) };
  });
  const [right, compared] = [agrees, isKnown].map((each) => each.filter(Boolean).length);
  return { expected, agrees, right, compared, ...(named.length > 0 && { foreign: named }) };
}

/** The labels that a model gives for an answer: the likeliest, or of several those that are more likely than not. */
export function chosenLabels({ answers, several }: Prediction, at: number): string[] {
  const all = several ? answers[at].filter(({ probability }) => probability > 0.5) : answers[at].slice(0, 1);
  return all.map(({ label }) => label);
}
