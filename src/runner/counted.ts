import {
  ExampleModel,
  type ForecastMethod,
  forecastErrors,
  isExampleMethod,
  measureExamples,
  measureNgrams,
  NgramModel,
  NgramRows,
  ngramFromTensors,
  ngramTensors,
} from "../baselines/index.ts";
import { type Config, countedKind, ngramOf, type SimpleName } from "../config/index.ts";
import { type Dataset, type Encoding, encodingFromJSON, Vocabulary } from "../data/index.ts";
import type { RunFolder } from "../runs/index.ts";
import { type BeginState, beginState, type Sample, Sampler, type SampleSettings, Scorer } from "../sampling/index.ts";
import type { Evaluation, TaskData } from "../tasks/index.ts";
import type { Tensor } from "../tensors/index.ts";

type Pace = () => Promise<void>;

/** A model that learns by counting, once, as a run uses it. */
export interface CountedModel {
  /** Numbers that it holds; of n-grams, how many there are. */
  readonly parameters: number;
  tensors(): Map<string, Tensor>;
  /** Undefined where the part has nothing to predict. */
  measure(data: TaskData, part: "validation" | "test", pace: Pace): Promise<Evaluation | undefined>;
  /** Absent where nothing is written. */
  samples?(settings: SampleSettings): Sample[];
}

/** Counts the training part. Fails with a UserError where the data is not for this kind of model. */
export async function countModel(config: Config, { corpus, dataset }: TaskData, pace: Pace): Promise<CountedModel> {
  const kind = countedKind(config)!;
  if (kind === "ngram") {
    const { train, vocabulary } = corpus!;
    return textModel(await NgramModel.count(train, vocabulary.size, ngramOf(config), pace), vocabulary, config);
  }
  const { parts, encoding } = dataset!;
  if (!isExampleMethod(kind)) return forecastModel(kind, config);
  return exampleModel(await ExampleModel.fit(kind, parts.train, encoding, config.training.seed, pace));
}

/** The model of a run that has counted. */
export async function savedModel(run: RunFolder, config: Config): Promise<CountedModel> {
  const kind = countedKind(config)!;
  if (kind === "ngram") {
    const vocabulary = Vocabulary.fromJSON(await run.readVocabulary());
    return textModel(await savedNgrams(run, config, vocabulary), vocabulary, config);
  }
  if (!isExampleMethod(kind)) return forecastModel(kind, config);
  return exampleModel(await savedExamples(run, config, encodingFromJSON(await run.readVocabulary())));
}

export async function savedNgrams(run: RunFolder, config: Config, vocabulary: Vocabulary): Promise<NgramModel> {
  const { tensors } = await run.loadCheckpoint("last");
  return ngramFromTensors(tensors, ngramOf(config), vocabulary.size);
}

export async function savedExamples(run: RunFolder, config: Config, encoding: Encoding): Promise<ExampleModel> {
  const kind = countedKind(config) as Parameters<typeof ExampleModel.fromTensors>[0];
  const { tensors } = await run.loadCheckpoint("last");
  const { labels } = config.data;
  const isAny = labels === "several" || labels === "binary";
  return ExampleModel.fromTensors(kind, tensors, encoding, isAny ? "labels" : "class");
}

export function ngramSampler(model: NgramModel, vocabulary: Vocabulary, { data }: Config): Sampler {
  return new Sampler((rows) => new NgramRows(model, vocabulary, rows), vocabulary, data.direction);
}

export function ngramScorer(model: NgramModel, vocabulary: Vocabulary, { data }: Config, wanted: BeginState): Scorer {
  const state = beginState(vocabulary, wanted);
  return new Scorer(new NgramRows(model, vocabulary, Scorer.ROWS), vocabulary, data.direction, vocabulary.begin, state);
}

function textModel(model: NgramModel, vocabulary: Vocabulary, config: Config): CountedModel {
  return {
    parameters: model.grams,
    tensors: () => ngramTensors(model),
    async measure({ corpus }, part, pace) {
      const found = await measureNgrams(model, corpus!, part, pace);
      if (!found) return undefined;
      const { targets, impossible: _, part: __, ...figures } = found;
      return { figures, targets };
    },
    samples: (settings) => ngramSampler(model, vocabulary, config).samples(settings),
  };
}

function exampleModel(model: ExampleModel): CountedModel {
  return {
    parameters: model.parameters,
    tensors: () => model.tensors(),
    measure: async ({ dataset }, part) => {
      const { parts, encoding } = dataset!;
      return evaluation(measureExamples(model, parts, encoding, part));
    },
  };
}

/** A simple forecast, which has learned nothing. */
function forecastModel(kind: SimpleName, config: Config): CountedModel {
  return {
    parameters: 0,
    tensors: () => new Map(),
    measure: async ({ dataset }, part) =>
      evaluation(forecastErrors(kind as ForecastMethod, config, dataset as Dataset, part)),
  };
}

function evaluation(found: ReturnType<typeof measureExamples>): Evaluation | undefined {
  if (!found) return undefined;
  const { targets, impossible: _, part: __, ...figures } = found.figures;
  return { figures, targets, report: found.report };
}
