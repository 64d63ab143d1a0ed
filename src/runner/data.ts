import type { Config } from "../config/index.ts";
import {
  type CorpusFacts,
  type CorpusFile,
  checkCorpus,
  checkDataset,
  type DataProblem,
  type DatasetFacts,
  encodingFromJSON,
  encodingToJSON,
  loadCorpus,
  loadDataset,
  Vocabulary,
} from "../data/index.ts";
import type { TrainerOptions } from "../training/index.ts";

/** Facts about the data of a run: of a running text, or of sequences. */
export type DataFacts = CorpusFacts | DatasetFacts;

export interface LoadedData {
  /** What a trainer takes. */
  forTrainer: Pick<TrainerOptions, "corpus" | "dataset">;
  files: CorpusFile[];
  facts: DataFacts;
  warnings: string[];
  /** What goes into the run's `vocabulary.json`. */
  saved: unknown;
}

/** Reads the data of a config, whatever its task. `saved` is what a run's `vocabulary.json` holds, to go on with the same ids. */
export async function loadData(config: Config, configFile: string, saved?: unknown): Promise<LoadedData> {
  if (config.task === "language-model") {
    const vocabulary = saved === undefined ? undefined : Vocabulary.fromJSON(saved);
    const corpus = await loadCorpus(config, configFile, { vocabulary });
    const { files, facts, warnings } = corpus;
    const found = vocabulary ? [] : warningsOf(checkCorpus(config, configFile, corpus));
    return {
      forTrainer: { corpus },
      files,
      facts,
      warnings: [...warnings, ...found],
      saved: corpus.vocabulary.toJSON(),
    };
  }
  const encoding = saved === undefined ? undefined : encodingFromJSON(saved);
  const dataset = await loadDataset(config, configFile, { encoding });
  const { files, facts, warnings, notes } = dataset;
  return {
    forTrainer: { dataset },
    files,
    facts,
    warnings: [...notes, ...warnings, ...(encoding ? [] : warningsOf(checkDataset(config, dataset)))],
    saved: encodingToJSON(dataset.encoding),
  };
}

/** What is said before a training; what would end it says itself. */
function warningsOf(problems: readonly DataProblem[]): string[] {
  return problems.filter(({ severity }) => severity === "warning").map(({ message }) => message);
}

/** Time steps of each part: of a text, its tokens. */
export function stepsOf(facts: DataFacts): CorpusFacts["tokens"] {
  return "steps" in facts ? facts.steps : facts.tokens;
}
