import { resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { type Config, countedKind } from "../config/index.ts";
import type { RunFolder } from "../runs/index.ts";
import { type Evaluation, evaluateSaved } from "../training/index.ts";
import { savedModel } from "./counted.ts";
import { type LoadedData, loadData } from "./data.ts";
import { configFileOf, refuseChangedFiles } from "./resume.ts";
import { savedConfig, savedParameters } from "./saved.ts";

export interface EvaluateRequest {
  /** Which part of the run's own data. */
  part?: "validation" | "test";
  /** A file to measure on instead. */
  data?: string;
  threads?: number;
}

/** Measures the best parameters of a run. */
export async function evaluateRun(
  run: RunFolder,
  { part = "test", data, threads }: EvaluateRequest,
): Promise<Evaluation> {
  const config = savedConfig(run);
  if (data === undefined) await refuseChangedFiles(run);
  const loaded = await loadData(
    data === undefined ? config : withData(config, resolve(data)),
    configFileOf(run),
    await run.readVocabulary(),
  );
  const wanted = data === undefined ? loaded.forTrainer : asTest(loaded.forTrainer);
  const evaluation =
    countedKind(config) !== undefined
      ? await (await savedModel(run, config)).measure(wanted, part, async () => {})
      : await evaluateSaved(config, wanted, await savedParameters(run), part, threads);
  if (evaluation) return evaluation;
  throw new UserError("nothing-to-measure", `${run.id} has no ${part} part`, "Name a file with --data.");
}

/** All of a file is one part. What is balanced there says nothing of the training. */
function withData(config: Config, file: string): Config {
  const training = { ...config.training, classWeights: null };
  return { ...config, training, data: { ...config.data, train: file, validation: 0, test: 0, partition: null } };
}

function asTest({ corpus, dataset }: LoadedData["forTrainer"]): LoadedData["forTrainer"] {
  const facts = corpus?.facts && {
    ...corpus.facts,
    tokens: { ...corpus.facts.tokens, test: corpus.facts.tokens.train },
    characters: { ...corpus.facts.characters, test: corpus.facts.characters.train },
  };
  return {
    ...(corpus && { corpus: { ...corpus, test: corpus.train, ...(facts && { facts }) } }),
    ...(dataset && { dataset: { ...dataset, parts: { ...dataset.parts, test: dataset.parts.train } } }),
  };
}
