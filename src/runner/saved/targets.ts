import { UserError } from "../../base/userError.ts";
import { type Config, decoderOf, tasks } from "../../config/index.ts";
import {
  type EncodedInput,
  type Encoding,
  encodeInput,
  encodeTarget,
  encodingFromJSON,
  type NewInput,
  sawUnknown,
} from "../../data/index.ts";
import { estimatorOf, type SavedModel, type TargetModel } from "../../estimators/index.ts";
import { type ReadInput, readInputs } from "../../reading/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type Output, type TargetSettings, targetSettings } from "../../sampling/index.ts";
import { type Lack, says } from "../messages.ts";
import { savedConfig, savedModel } from "./saved.ts";

/** How outputs are written; what is not given is as in the run's config. */
export interface WriteRequest {
  /** Width of the search; 0 writes greedily. */
  beam?: number;
  /** Outputs of each source, the best ones. */
  nbest?: number;
  /** Most symbols of an output. */
  length?: number;
  lengthPenalty?: number;
  coveragePenalty?: number;
  /** Whether what each symbol looked at is asked for: an error where the model has no attention. */
  align?: boolean;
  /** Draws outputs instead. */
  drawn?: TargetSettings["drawn"];
  /** Asks for so many likeliest symbols in the place of each symbol of the best output. */
  likeliest?: number;
  /** What writes: that of the best parameters where it is absent. */
  model?: SavedModel;
}

/** What is written for one source. */
export interface WrittenLine {
  line: number;
  text: string;
  /** Symbols of the source, as they stood. */
  source: string[];
  outputs: Omit<Output, "ids">[];
  /** Symbols that the model does not know, as they stood. */
  unknown: string[];
  /** Where there are any, and training never saw the `<unk>` that stands for them: the output means little. */
  unknownTrained?: false;
  /** The target in the file, where there is one, and whether the first output has its symbols. */
  expected?: string;
  agrees?: boolean;
}

/** A saved model that writes targets, and what it needs to know of texts. */
export interface SavedTargets {
  config: Config;
  encoding: Encoding;
  model: TargetModel;
  /** Whether training has seen `<unk>` of the source. */
  isTrained: boolean;
}

type Reading = Pick<SavedTargets, "config" | "encoding">;

/** Sources that are written for before any of them is handed on. */
const TOGETHER = 32;

/** The model of a run that writes targets; `lack` says what a run of another task has not. */
export async function savedTargets(run: RunFolder, lack: Lack, chosen?: SavedModel): Promise<SavedTargets> {
  const config = savedConfig(run);
  if (tasks[config.task].reads !== "pairs")
    throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack }));
  const saved = chosen ?? (await savedModel(run, config));
  const encoding = encodingFromJSON(saved.symbols);
  const { targets } = estimatorOf(config);
  if (!targets) throw new UserError(says.writesNothing({ id: run.id, kind: config.model.kind }));
  const model = await targets(saved, encoding);
  const isTrained = sawUnknown(encoding.source.vocabulary, saved.symbols, config);
  return { config, encoding, model, isTrained };
}

/** A config with what was asked in the place of what it says; `id` names its run in messages. */
export function configToWrite(config: Config, id: string, request: WriteRequest): Config {
  const { beam, nbest, length, lengthPenalty, coveragePenalty, align } = request;
  const sampling = {
    ...config.sampling,
    ...(beam !== undefined && { beam: beam === 0 ? null : beam }),
    ...(length !== undefined && { length }),
    ...(lengthPenalty !== undefined && { lengthPenalty }),
    ...(coveragePenalty !== undefined && { coveragePenalty }),
  };
  const hasAttention = decoderOf(config).attention !== null;
  if (align && !hasAttention) throw new UserError(says.noAttention({ id, option: "align" }));
  if (coveragePenalty && !hasAttention) throw new UserError(says.noAttention({ id, option: "coverage-penalty" }));
  if (nbest !== undefined && nbest > (sampling.beam ?? 1))
    throw new UserError(says.nbestBeyond({ nbest, beam: sampling.beam }));
  return { ...config, sampling };
}

/** What was asked, over what the config says. */
export function writingSettings({ config, encoding }: Reading, id: string, request: WriteRequest): TargetSettings {
  const { nbest, drawn, likeliest } = request;
  return {
    ...targetSettings(configToWrite(config, id, request), encoding),
    ...{ count: nbest ?? 1, drawn, likeliest },
  };
}

/**
 * Writes outputs for the sources of a file, or of chunks of UTF-8, with the best parameters of a run: lines of text or of JSON, or any
 * format that the run's own files may have. What cannot be read comes as an error, and the next output after it.
 */
export async function* writeLines(
  run: RunFolder,
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  request: WriteRequest,
): AsyncGenerator<WrittenLine | UserError> {
  yield* writeWith(await savedTargets(run, "targets", request.model), run.id, source, name, request);
}

/** The same with a model that is there; `id` names its run in messages. */
export async function* writeWith(
  saved: Omit<SavedTargets, "model"> & { model: Pick<TargetModel, "write"> },
  id: string,
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  request: WriteRequest,
): AsyncGenerator<WrittenLine | UserError> {
  const settings = writingSettings(saved, id, request);
  const { config, encoding, model } = saved;
  const reads = readInputs(source, name, encoding, config);
  yield* inBatches(
    reads,
    TOGETHER,
    (read) => readSource(read, name, saved),
    (sources) => {
      const written = model.write(
        sources.map(({ tokens }) => tokens),
        settings,
      );
      return sources.map((each, i) => writtenLine(each, written[i], saved));
    },
  );
}

/**
 * Answers what was read, at most so many together. What cannot be read, or used once it was, comes as an error in its place.
 */
export async function* inBatches<R, T, A>(
  reads: AsyncIterable<R | UserError>,
  most: number,
  use: (read: R) => T | UserError,
  answer: (items: readonly T[]) => readonly A[],
): AsyncGenerator<A | UserError> {
  let waiting: (T | UserError)[] = [];
  const answered = function* () {
    const answers = answer(waiting.filter((each) => !(each instanceof UserError)) as T[]);
    let next = 0;
    for (const each of waiting) yield each instanceof UserError ? each : answers[next++];
    waiting = [];
  };
  for await (const read of reads) {
    waiting.push(read instanceof UserError ? read : use(read));
    if (waiting.length >= most) yield* answered();
  }
  yield* answered();
}

/** A source as the model reads it. */
export interface ReadSource {
  read: Pick<ReadInput, "line" | "text" | "answer">;
  tokens: Int32Array;
  symbols: string[];
  unknown: string[];
}

/** A source in the ids that the model reads; a long one is read whole. */
export function encodeSource({ encoding, config }: Reading, input: NewInput, place?: ReadInput["place"]) {
  const { length, tokens, symbols, unknown } = encodeInput(encoding, config, input, place);
  return { length, tokens: tokens!, symbols: symbols!, unknown };
}

/** An error where the model can read nothing of it. */
export function readSource(read: ReadInput, name: string, saved: Reading): ReadSource | UserError {
  const { input, place } = read;
  const encoded = encodedOrError(read, name, () => encodeSource(saved, input, place), says.emptySource);
  return encoded instanceof UserError ? encoded : { read, ...encoded };
}

/** What `encode` makes of an input; an error where the model can read nothing of it, said by `empty` where nothing is left. */
export function encodedOrError<E extends Pick<EncodedInput, "length" | "unknown">>(
  { line }: Pick<ReadInput, "line">,
  name: string,
  encode: () => E,
  empty: typeof says.emptySource,
): E | UserError {
  try {
    const encoded = encode();
    if (encoded.length > 0) return encoded;
    return new UserError(empty({ line, name, unknown: encoded.unknown.length > 0 }), { file: name, line });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function writtenLine(
  { read: { line, text, answer }, symbols, unknown }: ReadSource,
  written: readonly Output[],
  { encoding, isTrained }: Pick<SavedTargets, "encoding" | "isTrained">,
): WrittenLine {
  const expected = answer === undefined ? undefined : encodeTarget(encoding, answer);
  const [{ tokens }] = written;
  return {
    ...{ line, text, source: symbols, unknown },
    outputs: written.map(({ ids: _, ...output }) => output),
    ...(unknown.length > 0 && !isTrained && { unknownTrained: false }),
    ...(expected && {
      expected: typeof answer === "string" ? answer : expected.symbols.join(" "),
      agrees: agree(tokens, expected.symbols),
    }),
  };
}

/** Whether what was written is what stands in the file, symbol by symbol. */
export function agree(written: readonly string[], expected: readonly string[]): boolean {
  return written.length === expected.length && written.every((symbol, i) => symbol === expected[i]);
}
