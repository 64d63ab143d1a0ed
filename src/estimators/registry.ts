import type { Config, CountedName } from "../config/index.ts";
import { isCounted } from "../config/index.ts";
import type { Estimator } from "./estimator.ts";
import { examples } from "./examples.ts";
import { network } from "./network.ts";
import { ngrams } from "./ngrams.ts";
import { pairs } from "./pairs.ts";
import { series } from "./series.ts";

/** The models that learn by counting. All others are networks. */
const counting: Record<CountedName, Estimator> = {
  ngram: ngrams,
  majority: examples("majority"),
  "naive-bayes": examples("naive-bayes"),
  "bag-of-words": examples("bag-of-words"),
  "most-frequent-tag": examples("most-frequent-tag"),
  naive: series("naive"),
  "seasonal-naive": series("seasonal-naive"),
  drift: series("drift"),
  "copy-source": pairs("copy-source"),
  "most-frequent-target": pairs("most-frequent-target"),
  nearest: pairs("nearest"),
};

/** How the model of a config learns and is used. A config of an old run may say nothing of its model: a network. */
export function estimatorOf({ model }: { model?: Partial<Pick<Config["model"], "kind">> }): Estimator {
  return isCounted(model?.kind) ? counting[model.kind] : network;
}
