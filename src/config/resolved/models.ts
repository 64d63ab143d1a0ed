import { commonMultiple } from "../../base/commonMultiple.ts";
import { count } from "../../base/words.ts";
import { factsOf } from "../cells/index.ts";
import { isCounted, kinds } from "../kinds/index.ts";
import type { Config } from "../schema.ts";
import { type Baseline, labelOfBaseline } from "./baselines.ts";
import { layersOf } from "./layers.ts";

/** How many of the last inputs a Markov model reads. */
export function orderOf({ order }: Partial<Pick<Config["model"], "order">>): number {
  return order ?? 4;
}

/** How many steps each layer of convolutions adds up. */
export function kernelOf({ kernel }: Partial<Pick<Config["model"], "kernel">>): number {
  return kernel ?? 3;
}

/**
 * How many steps a model looks back where it looks back a fixed number, and of clocks how many they count; 0 and 1 of other recurrent
 * networks, which may remember any number.
 */
export function pastOf(model: Config["model"]): { lookBack: number; cycle: number } {
  const layers = layersOf(model);
  if (model.kind === "markov") return { lookBack: orderOf(model) - 1, cycle: 1 };
  if (model.kind === "convolution") {
    return { lookBack: layers.reduce((sum, layer, i) => sum + (kernelOf(layer) - 1) * 2 ** i, 0), cycle: 1 };
  }
  const cycles = layers.map((layer) => factsOf(layer.cell).cycle?.(layer) ?? 1);
  return { lookBack: 0, cycle: commonMultiple(cycles) };
}

/** What a model of n-grams counts. */
export function ngramOf({ model }: Pick<Config, "model">): Omit<Extract<Baseline, { name: "ngram" }>, "name"> {
  return { order: model.order ?? 5, smoothing: model.smoothing ?? "kneser-ney", minCount: model.minCount ?? 1 };
}

/** A model in few words: "lstm 2×128", "5-gram, Kneser–Ney", "Markov order 4, 64 units", "convolution 3, 2×64". */
export function labelOfModel({ model }: Pick<Config, "model">): string {
  const { kind, cell, units } = model;
  if (kind === "ngram") return labelOfBaseline({ name: "ngram", ...ngramOf({ model }) });
  if (isCounted(kind)) return kinds[kind].called;
  if (kind === "markov") return `Markov order ${orderOf(model)}, ${count(layersOf(model)[0].units, "unit")}`;
  const size = `${layersOf(model).length}×${units}`;
  return kind === "convolution" ? `convolution ${kernelOf(model)}, ${size}` : `${cell} ${size}`;
}
