import {
  measureNgrams,
  NgramModel,
  NgramReader,
  NgramRows,
  ngramFromTensors,
  ngramTensors,
} from "../baselines/index.ts";
import { type Config, ngramOf } from "../config/index.ts";
import { Vocabulary } from "../data/index.ts";
import { beginState, Sampler, Scorer, textPreviews } from "../sampling/index.ts";
import type { TaskData } from "../tasks/index.ts";
import type { Estimator, FittedModel, Inspection, SavedModel } from "./estimator.ts";

/** N-grams of a running text. */
export const ngrams: Estimator = {
  async fit(config, { corpus }, pace) {
    const { train, vocabulary } = corpus!;
    return fitted(await NgramModel.count(train, vocabulary.size, ngramOf(config), pace), vocabulary, config);
  },
  async evaluate(model, data, part) {
    const vocabulary = Vocabulary.fromJSON(model.symbols);
    return await fitted(await load(model, vocabulary), vocabulary, model.config).evaluate(data, part, async () => {});
  },
  async writer(model, { vocabulary }) {
    return samplerOf(await load(model, vocabulary), vocabulary, model.config);
  },
  async scorer(model, { vocabulary }, { state: wanted }) {
    const state = beginState(vocabulary, wanted);
    const reader = new NgramRows(await load(model, vocabulary), vocabulary, Scorer.ROWS);
    return new Scorer({ reader, vocabulary, direction: model.config.data.direction, state });
  },
  async reader(model, vocabulary) {
    return new NgramRows(await load(model, vocabulary), vocabulary, 1);
  },
  async inspect(model, { prompt, most }) {
    const vocabulary = Vocabulary.fromJSON(model.symbols);
    return contextsAfter(prompt, new NgramReader(await load(model, vocabulary)), vocabulary, model.config, most);
  },
};

async function load({ config, tensors }: SavedModel, vocabulary: Vocabulary): Promise<NgramModel> {
  return ngramFromTensors(await tensors(), ngramOf(config), vocabulary.size);
}

function samplerOf(model: NgramModel, vocabulary: Vocabulary, { data }: Config): Sampler {
  const make = (rows: number) => new NgramRows(model, vocabulary, rows);
  return new Sampler({ make, vocabulary, direction: data.direction });
}

function fitted(model: NgramModel, vocabulary: Vocabulary, config: Config): FittedModel {
  return {
    parameters: model.grams,
    tensors: () => ngramTensors(model),
    async evaluate({ corpus }: TaskData, part, pace) {
      const found = await measureNgrams(model, corpus!, part, pace);
      if (!found) return undefined;
      const { targets, impossible: _, part: __, ...figures } = found;
      return { figures, targets };
    },
    previews: (settings) => textPreviews(samplerOf(model, vocabulary, config)).previews(settings),
  };
}

function contextsAfter(
  prompt: string,
  reader: NgramReader,
  vocabulary: Vocabulary,
  { data }: Config,
  most: number,
): Inspection {
  const { ids, unknown } = vocabulary.encode(prompt);
  const backward = data.direction === "backward";
  const read = backward ? [...ids].reverse() : [...ids];
  for (const id of read) reader.read(id);
  const contexts = reader.contexts().map(({ symbols, rest, counted, followers }) => {
    const last = read.slice(read.length - symbols);
    return {
      context: vocabulary.decode(backward ? last.reverse() : last),
      counted,
      count: followers.reduce((sum, { count }) => sum + count, 0),
      different: followers.length,
      rest,
      symbols: followers.slice(0, most).map(({ id, count }) => ({ symbol: vocabulary.symbol(id), count })),
    };
  });
  return { contexts, unknown: [...new Set(unknown.map(({ symbol }) => symbol))] };
}
