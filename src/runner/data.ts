import { dirname } from "node:path";
import { Cancelled, hasBeenCancelled } from "../base/cancellation.ts";
import type { Message } from "../base/message.ts";
import { type Config, tasks } from "../config/index.ts";
import type { DataFacts } from "../contracts/dataFacts.ts";
import {
  type Corpus,
  type CorpusFile,
  encodingFromJSON,
  encodingToJSON,
  type Part,
  Vocabulary,
} from "../data/index.ts";
// Not by way of the room: what reads tables and examples is loaded where there are any.
import { checkCorpus } from "../reading/checks/checkCorpus.ts";
import type { DataProblem } from "../reading/checks/dataProblem.ts";
import { loadCorpus } from "../reading/corpus/loadCorpus.ts";
import type { TrainerOptions } from "../training/index.ts";

export interface LoadedData {
  /** What a trainer takes. */
  forTrainer: Pick<TrainerOptions, "corpus" | "dataset">;
  files: CorpusFile[];
  facts: DataFacts;
  warnings: Message[];
  /** What the config leaves open and was chosen. */
  notes: Message[];
  /** What goes into the run's `vocabulary.json`. */
  saved: unknown;
}

interface LoadOptions {
  /** What a run's `vocabulary.json` holds, to go on with the same ids. */
  saved?: unknown;
  /** All of it is to be measured on, as the test part. */
  measured?: boolean;
  /** What paths of sounds are relative to, where no file names them. */
  soundFolder?: string;
  /** Ends the reading. */
  signal?: AbortSignal;
}

/**
 * Reads the data of a config, whatever its task.
 * @throws Cancelled once the signal says so
 */
export async function loadData(config: Config, configFile: string, options: LoadOptions = {}): Promise<LoadedData> {
  const { signal } = options;
  try {
    return await load(config, configFile, options);
  } catch (error) {
    if (signal && hasBeenCancelled(signal)) throw new Cancelled();
    throw error;
  }
}

async function load(
  config: Config,
  configFile: string,
  { saved, measured = false, soundFolder, signal }: LoadOptions,
): Promise<LoadedData> {
  if (tasks[config.task].reads === "text") {
    const vocabulary = saved === undefined ? undefined : Vocabulary.fromJSON(saved);
    const corpus = await loadCorpus(config, configFile, { vocabulary, signal });
    const { files, facts, warnings } = corpus;
    const found = vocabulary ? [] : warningsOf(checkCorpus(config, configFile, corpus));
    return {
      forTrainer: { corpus: measured ? asTest(corpus) : corpus },
      files,
      facts,
      warnings: [...warnings, ...found],
      notes: [],
      saved: { ...corpus.vocabulary.toJSON(), unknownInTraining: facts.unknown.train },
    };
  }
  const { loadDataset } = await import("../reading/loadDataset.ts");
  const { checkDataset } = await import("../reading/checks/checkDataset.ts");
  const encoding = saved === undefined ? undefined : encodingFromJSON(saved);
  const dataset = await loadDataset(config, configFile, {
    ...{ encoding, measured, signal },
    ...(soundFolder !== undefined && { sounds: { folder: soundFolder } }),
    computeFeatures: async (paths, settings) => {
      const { featuresIn } = await import("./sounds/computeFeatures.ts");
      return await featuresIn(dirname(configFile), signal)(paths, settings);
    },
  });
  const { files, facts, warnings, notes } = dataset;
  return {
    forTrainer: { dataset },
    files,
    facts,
    notes,
    warnings: [...warnings, ...(encoding ? [] : warningsOf(checkDataset(config, dataset)))],
    saved: encodingToJSON(dataset.encoding),
  };
}

function asTest(corpus: Corpus): Corpus {
  const { facts, train } = corpus;
  const { tokens, characters } = facts;
  return {
    ...{ ...corpus, test: train },
    facts: {
      ...facts,
      tokens: { ...tokens, test: tokens.train },
      characters: { ...characters, test: characters.train },
    },
  };
}

/** What is said before a training; what would end it says itself. */
function warningsOf(problems: readonly DataProblem[]): Message[] {
  return problems.flatMap(({ severity, said }) => (severity === "warning" ? [said] : []));
}

/** Time steps of each part: of a text, its tokens. */
export function stepsOf(facts: DataFacts): Record<Part, number> {
  return "steps" in facts ? facts.steps : facts.tokens;
}
