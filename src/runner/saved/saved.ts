import { UserError } from "../../base/userError.ts";
import { type Config, labelOfModel, parseConfig, samplingProblem, tasks } from "../../config/index.ts";
import { type Encoding, encodingFromJSON, sawUnknown, Vocabulary } from "../../data/index.ts";
import { estimatorOf, type SavedModel } from "../../estimators/index.ts";
import { readLines } from "../../reading/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import {
  type BeginState,
  type Next,
  noGap,
  type Sample,
  type SampleSettings,
  type ScoredLine,
  Scorer,
  type Start,
} from "../../sampling/index.ts";
import { isParameter, type Tensor } from "../../tensors/index.ts";
import { ConfigError } from "../configs/readConfig.ts";
import { says } from "../messages.ts";

/** The parameters that count of a run: those of its best validation, else the last. A model that counts has none. */
export async function savedParameters(run: RunFolder): Promise<Map<string, Tensor>> {
  return (await checkpointParameters(run)).tensors;
}

/** Parameters of a run, and of which step they are. */
export interface CheckpointParameters {
  tensors: Map<string, Tensor>;
  step: number;
  parameters: "best" | "last" | "kept";
}

/** Those of a checkpoint: of a kept step, or that of the best or the last where they are of that step; the best, else the last, where absent. */
export async function checkpointParameters(
  run: RunFolder,
  wanted?: "best" | "last" | number,
): Promise<CheckpointParameters> {
  const { config, summary } = run.manifest;
  if (estimatorOf(config).fit) {
    throw new UserError(says.noParameters({ id: run.id, model: labelOfModel(config) }));
  }
  const load = async (kind: "best" | "last" | number): Promise<CheckpointParameters> => {
    const { tensors, metadata } = await run.loadCheckpoint(kind, isParameter);
    const step = Number(metadata["unroll.step"] ?? (kind === "best" ? summary.best?.step : undefined) ?? summary.step);
    return { tensors, step, parameters: typeof kind === "number" ? "kept" : kind };
  };
  if (wanted === "best" || wanted === "last") return await load(wanted);
  const isMissing = (error: unknown) => error instanceof UserError && error.code === "checkpoint-missing";
  if (wanted === undefined) {
    return await load("best").catch(async (error) => {
      if (!isMissing(error)) throw error;
      return await load("last");
    });
  }
  return await load(wanted).catch(async (error) => {
    if (isMissing(error)) {
      for (const kind of ["best", "last"] as const) {
        const found = await load(kind).catch(() => undefined);
        if (found?.step === wanted) return found;
      }
    }
    throw error;
  });
}

/** The config of a run, checked: run.json may come from anywhere. */
export function savedConfig(run: RunFolder) {
  const { config, problems } = parseConfig(JSON.stringify(run.manifest.config));
  if (!config) throw new ConfigError(`${run.path}/run.json`, problems, false);
  return config;
}

/** The model of a run: its best parameters, or what it has counted. */
export async function savedModel(run: RunFolder, config: Config): Promise<SavedModel> {
  const isCounted = estimatorOf(config).fit !== undefined;
  return {
    config,
    symbols: await run.readVocabulary(),
    tensors: async () => (isCounted ? (await run.loadCheckpoint("last")).tensors : await savedParameters(run)),
  };
}

/** The same of a checkpoint that is chosen, which is read at once. What was counted is one. */
export async function chosenModel(
  run: RunFolder,
  config: Config,
  wanted?: "best" | "last" | number,
): Promise<SavedModel & Pick<CheckpointParameters, "step" | "parameters">> {
  const isCounted = estimatorOf(config).fit !== undefined;
  const { tensors, step, parameters } = isCounted
    ? { ...(await run.loadCheckpoint("last")), step: run.manifest.summary.step, parameters: "best" as const }
    : await checkpointParameters(run, wanted);
  return { config, symbols: await run.readVocabulary(), tensors: async () => tensors, step, parameters };
}

/** What was asked of the beginning of texts, beside the config. */
export interface Beginning {
  /** What an example begins with. */
  start?: Start | null;
  /** The state in which a running text begins. */
  state?: BeginState;
}

/**
 * What a run writes with: a vocabulary, and of examples what they begin with. Only those take a `start`, and only others a `state`.
 * `isTrained` says whether training has seen what stands for unknown symbols, where something does.
 */
async function writingOf(
  run: RunFolder,
  config: Config,
  { start, state }: Beginning,
  given?: SavedModel,
): Promise<{ model: SavedModel; vocabulary: Vocabulary; encoding?: Encoding; isTrained: boolean }> {
  const model = given ?? (await savedModel(run, config));
  const { symbols: json } = model;
  const { reads, writesText } = tasks[config.task];
  if (reads === "text" && start !== undefined && start !== null) {
    throw new UserError(says.noStart({ id: run.id }));
  }
  if (state !== undefined && (reads !== "text" || isCloze(config))) {
    throw new UserError(says.noState({ id: run.id, cloze: isCloze(config) }));
  }
  const read = (vocabulary: Vocabulary) => {
    return { model, vocabulary, isTrained: sawUnknown(vocabulary, json, config) };
  };
  if (reads === "text") return read(Vocabulary.fromJSON(json));
  const encoding = encodingFromJSON(json);
  if (writesText && encoding.target.vocabulary) return { ...read(encoding.target.vocabulary), encoding };
  throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack: "text" }));
}

/** How likely a text is depends on its label, and one that was drawn would be nobody's. */
function refuseNoLabel({ target: { prompts = [] } }: Encoding): void {
  if (prompts.length === 0) return;
  throw new UserError(says.needsLabel({ labels: prompts.slice(0, 12) }));
}

/** What is said beside answers about symbols that a model does not know. */
interface Untrained {
  /** There are such symbols, and training never saw the `<unk>` that stands for them: the figures mean little. */
  unknownTrained?: false;
}

function untrained(unknown: readonly unknown[], isTrained: boolean): Untrained {
  return unknown.length > 0 && !isTrained ? { unknownTrained: false } : {};
}

/** Draws samples from a run; settings that are not given are those of its config, and the model that of its best parameters. */
export async function sampleRun(
  run: RunFolder,
  given: Partial<SampleSettings>,
  chosen?: SavedModel,
): Promise<{ samples: Sample[]; settings: Omit<SampleSettings, "state"> } & Untrained> {
  const config = savedConfig(run);
  const { sampling, training } = config;
  const settings = { ...sampling, seed: sampling.seed ?? training.seed, ...given };
  const wrong = samplingProblem(settings, config);
  if (wrong) throw new UserError({ ...wrong, ...(isCloze(config) ? LISTED : AS_IN_CONFIG) });
  const { model, isTrained, ...writing } = await writingOf(run, config, given, chosen);
  const sampler = await estimatorOf(config).writer!(model, writing);
  const samples = sampler.samples(settings);
  if (samples.length === 0) throw noGap();
  const said = Object.fromEntries(Object.entries(settings).filter(([name]) => !UNSAID.has(name)));
  return { samples, settings: said as typeof settings, ...untrained(samples[0].unknown, isTrained) };
}

/** Each sample tells its own state; the others are of sequences that are written for others. */
const UNSAID = new Set([
  ...["state", "lengthPenalty", "coveragePenalty"],
  ...["collapse", "languageModel", "languageModelWeight", "labelBonus"],
]);

const AS_IN_CONFIG = { hint: "What is not given is as in the run's config." };
const LISTED = {
  hint: "The symbols that fit the first gap best can be listed instead.",
  advice: { do: "give", option: "next", value: "10" },
} as const;

function isCloze({ data }: Config): boolean {
  return data.direction === "cloze";
}

/** The likeliest symbols after a prompt, of a cloze model in its first gap. */
export async function nextOfRun(
  run: RunFolder,
  prompt: string | undefined,
  most: number,
  { start, state }: Beginning = {},
): Promise<Next & Untrained> {
  const config = savedConfig(run);
  const { sampling, training } = config;
  const { model, isTrained, ...writing } = await writingOf(run, config, { start, state });
  const sampler = await estimatorOf(config).writer!(model, writing);
  const seed = sampling.seed ?? training.seed;
  const settings = { start: start ?? sampling.start, seed, state: state ?? sampling.state };
  const next = sampler.next(prompt ?? sampling.prompt, most, settings);
  return { ...next, ...untrained(next.unknown, isTrained) };
}

/** What examples are taken to start with where nobody has said it. */
export interface AssumedStart {
  start: Start;
  /** The run's config has it, or it is what is known of the training part. */
  from: "config" | "means";
}

function assumedStart(given: Start | null | undefined, config: Config, encoding?: Encoding): AssumedStart | undefined {
  if (!encoding || (given !== undefined && given !== null)) return undefined;
  const { start } = config.sampling;
  if (start !== null) return { start, from: "config" };
  const { features } = encoding.source;
  if (features.length === 0) return undefined;
  return { start: Object.fromEntries(features.map(({ column, mean }) => [column, mean])), from: "means" };
}

/** Scores the lines of a file, or of chunks of UTF-8, by the best parameters of a run, one after the other. */
export async function* scoreRun(
  run: RunFolder,
  source: string | AsyncIterable<Uint8Array>,
  name: string,
  { start, state }: Beginning = {},
): AsyncGenerator<ScoredLine & Untrained & { assumed?: AssumedStart }> {
  const config = savedConfig(run);
  const { model, isTrained, ...writing } = await writingOf(run, config, { start, state });
  const begins = { start: start ?? config.sampling.start, state: state ?? config.sampling.state };
  if (writing.encoding && begins.start === null) refuseNoLabel(writing.encoding);
  const scorer = await estimatorOf(config).scorer!(model, writing, begins);
  const assumed = assumedStart(start, config, writing.encoding);
  const told = (line: ScoredLine) => ({
    ...line,
    ...untrained(line.unknown, isTrained),
    ...(assumed && { assumed }),
  });
  let waiting: string[] = [];
  for await (const line of readLines(source, name, config)) {
    if (waiting.push(line) < Scorer.ROWS) continue;
    yield* scorer.score(waiting).map(told);
    waiting = [];
  }
  yield* scorer.score(waiting).map(told);
}
