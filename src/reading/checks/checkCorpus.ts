import { UserError } from "../../base/userError.ts";
import { count, grouped, shownCharacters } from "../../base/words.ts";
import { type Config, isCounted } from "../../config/index.ts";
import { trainingBatches } from "../../data/batch/trainingBatches.ts";
import type { Corpus } from "../../data/encode/corpus.ts";
import { type DataProblem, problemOf } from "./dataProblem.ts";

/** What a running text, although it can be read, makes of a training. What its reading has warned of is not said again. */
export function checkCorpus(config: Config, configFile: string, corpus: Corpus): DataProblem[] {
  const { training } = config;
  const problems: DataProblem[] = [];
  try {
    // What counts takes no minibatches.
    if (!isCounted(config.model.kind)) trainingBatches(corpus.train, training);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const key = "training.batchSize";
    problems.push({ ...problemOf(error, config, configFile), key });
  }
  for (const part of ["validation", "test"] as const) {
    const { length } = corpus[part];
    if (length === 0 || length > training.sequenceLength) continue;
    const message = `training.sequenceLength ${grouped(training.sequenceLength)} is longer than ${part}, which has ${count(length, "token")}: it is measured as one short sequence.`;
    problems.push({ severity: "warning", code: "long-sequence", message, key: "training.sequenceLength" });
  }
  if (corpus.vocabulary.unit === "character") problems.push(...once(corpus, config));
  return problems;
}

/** Characters that occur once cannot be learnt. */
function once({ train, vocabulary }: Corpus, { data }: Config): DataProblem[] {
  const counts = new Int32Array(vocabulary.size);
  for (let i = 0; i < train.length; i++) counts[train[i]]++;
  return onceIn(counts, vocabulary.symbols, data.vocabulary.minFrequency);
}

/** `counts` of symbols in training. Where the rare ones are cut, those that are left are meant. */
export function onceIn(counts: Int32Array, symbols: readonly string[], minFrequency: number): DataProblem[] {
  const rare = symbols.filter((symbol, id) => counts[id] === 1 && Array.from(symbol).length === 1);
  if (rare.length === 0 || minFrequency > 1) return [];
  const message = `${count(rare.length, "character occurs", "characters occur")} only once in training: ${shownCharacters(rare)}. A model learns little of ${rare.length === 1 ? "it" : "them"}; data.vocabulary.minFrequency 2 makes <unk> of such characters.`;
  return [{ severity: "warning", code: "rare-characters", message, key: "data.vocabulary.minFrequency" }];
}
