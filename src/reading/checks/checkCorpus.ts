import { UserError } from "../../base/userError.ts";
import { type Config, isCounted, sequenceLengthOf } from "../../config/index.ts";
import { batchingOf, trainingBatches } from "../../data/batch/trainingBatches.ts";
import type { Corpus } from "../../data/encode/corpus.ts";
import { type DataProblem, problemOf, warningOf } from "./dataProblem.ts";
import { says } from "./messages.ts";

/** What a running text, although it can be read, makes of a training. What its reading has warned of is not said again. */
export function checkCorpus(config: Config, configFile: string, corpus: Corpus): DataProblem[] {
  const problems: DataProblem[] = [];
  try {
    // What counts takes no minibatches.
    if (!isCounted(config.model.kind)) trainingBatches(corpus.train, batchingOf(config));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const key = "training.batchSize";
    problems.push({ ...problemOf(error, config, configFile), key });
  }
  for (const part of ["validation", "test"] as const) {
    const { length } = corpus[part];
    const most = sequenceLengthOf(config);
    if (length === 0 || length > most) continue;
    problems.push(warningOf(says.longSequence({ part, tokens: length, most })));
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
  return [warningOf(says.rareCharacters({ characters: rare }))];
}
