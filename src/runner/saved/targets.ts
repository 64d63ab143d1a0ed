import { UserError } from "../../base/userError.ts";
import { type Config, decoderOf, tasks } from "../../config/index.ts";
import { type Encoding, encodeInput, encodeTarget, encodingFromJSON, sawUnknown } from "../../data/index.ts";
import { estimatorOf, type TargetModel } from "../../estimators/index.ts";
import { type ReadInput, readInputs } from "../../reading/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { type Output, type TargetSettings, targetSettings } from "../../sampling/index.ts";
import { says } from "../messages.ts";
import { savedConfig, savedModel } from "./saved.ts";
import { wrongTask } from "./wrongTask.ts";

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

/** Sources that are written for before any of them is handed on. */
const TOGETHER = 32;

/** The model of a run that writes targets; `lack` says what a run of another task has not. */
export async function savedTargets(run: RunFolder, lack: string): Promise<SavedTargets> {
  const config = savedConfig(run);
  if (tasks[config.task].reads !== "pairs") throw wrongTask(run.id, config.task, lack);
  const saved = await savedModel(run, config);
  const encoding = encodingFromJSON(saved.symbols);
  const { targets } = estimatorOf(config);
  if (!targets) throw new UserError(says.writesNothing({ id: run.id, kind: config.model.kind }));
  const model = await targets(saved, encoding);
  const isTrained = encoding.source.vocabulary?.unknown === undefined || sawUnknown(saved.symbols, config);
  return { config, encoding, model, isTrained };
}

/** What was asked, over what the config says. */
export function writingSettings({ config, encoding }: SavedTargets, id: string, request: WriteRequest): TargetSettings {
  const { sampling } = config;
  const { beam, nbest, length, lengthPenalty, coveragePenalty, align } = request;
  const given = {
    ...sampling,
    ...(beam !== undefined && { beam: beam === 0 ? null : beam }),
    ...(length !== undefined && { length }),
    ...(lengthPenalty !== undefined && { lengthPenalty }),
    ...(coveragePenalty !== undefined && { coveragePenalty }),
  };
  const hasAttention = decoderOf(config).attention !== null;
  if (align && !hasAttention) throw new UserError(says.noAttention({ id, option: "align" }));
  if (coveragePenalty && !hasAttention) throw new UserError(says.noAttention({ id, option: "coverage-penalty" }));
  if (nbest !== undefined && nbest > (given.beam ?? 1))
    throw new UserError(says.nbestBeyond({ nbest, beam: given.beam }));
  return { ...targetSettings({ sampling: given }, encoding), count: nbest ?? 1 };
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
  const saved = await savedTargets(run, "it writes no targets");
  const settings = writingSettings(saved, run.id, request);
  const { config, encoding, model } = saved;
  let waiting: (ReadSource | UserError)[] = [];
  const write = function* () {
    const sources = waiting.flatMap((each) => (each instanceof UserError ? [] : [each.tokens]));
    const written = model.write(sources, settings);
    let next = 0;
    for (const each of waiting) yield each instanceof UserError ? each : writtenLine(each, written[next++], saved);
    waiting = [];
  };
  for await (const read of readInputs(source, name, encoding, config)) {
    waiting.push(read instanceof UserError ? read : readSource(read, name, saved));
    if (waiting.length >= TOGETHER) yield* write();
  }
  yield* write();
}

/** A source as the model reads it. */
export interface ReadSource {
  read: Pick<ReadInput, "line" | "text" | "answer">;
  tokens: Int32Array;
  symbols: string[];
  unknown: string[];
}

/** An error where the model can read nothing of it. A long source is read whole. */
export function readSource(read: ReadInput, name: string, { encoding, config }: SavedTargets): ReadSource | UserError {
  const { line, input, place } = read;
  try {
    const training = { ...config.training, sequenceLength: Number.MAX_SAFE_INTEGER };
    const { length, tokens, symbols, unknown } = encodeInput(encoding, { ...config, training }, input, place);
    if (length > 0) return { read, tokens: tokens!, symbols: symbols!, unknown };
    return new UserError(says.emptySource({ line, name, unknown: unknown.length > 0 }), { file: name, line });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function writtenLine(
  { read: { line, text, answer }, symbols, unknown }: ReadSource,
  written: readonly Output[],
  { encoding, isTrained }: SavedTargets,
): WrittenLine {
  const expected = answer === undefined ? undefined : encodeTarget(encoding, answer);
  const [{ tokens }] = written;
  return {
    ...{ line, text, source: symbols, unknown },
    outputs: written.map(({ ids: _, ...output }) => output),
    ...(unknown.length > 0 && !isTrained && { unknownTrained: false }),
    ...(expected && {
      expected: typeof answer === "string" ? answer : expected.symbols.join(" "),
      agrees: tokens.length === expected.symbols.length && tokens.every((token, i) => token === expected.symbols[i]),
    }),
  };
}
