import { commonMultiple } from "../../base/commonMultiple.ts";
import { factsOf } from "../cells/index.ts";
import { countsOf, kinds } from "../kinds/index.ts";
import type { Config } from "../schema.ts";
import { tasks } from "../tasks/index.ts";
import { decoderModel } from "./decoder.ts";
import { layersOf } from "./layers.ts";

/**
 * How many steps a model looks back where it looks back a fixed number, and of clocks how many they count; 0 and 1 of other recurrent
 * networks, which may remember any number.
 */
export function pastOf(model: Config["model"]): { lookBack: number; cycle: number } {
  const layers = layersOf(model);
  const { taps } = kinds[model.kind];
  if (taps) {
    const reaches = layers.map((layer, i) => taps(layer, i)).map(({ count, dilation }) => (count - 1) * dilation);
    return { lookBack: reaches.reduce((sum, reach) => sum + reach, 0), cycle: 1 };
  }
  const cycles = layers.map((layer) => factsOf(layer.cell).cycle?.(layer) ?? 1);
  return { lookBack: 0, cycle: commonMultiple(cycles) };
}

/** What a model of n-grams counts. */
export function ngramOf({ model }: Pick<Config, "model">): ReturnType<typeof countsOf> {
  return countsOf(model);
}

/**
 * A model in few words: "lstm 2×128", "5-gram, Kneser–Ney", "Markov order 4, 64 units", "convolution 3, 2×64"; of an encoder and
 * another decoder both, "gru 1×64 → gru 1×32".
 */
export function labelOfModel({ task, model }: Pick<Config, "task" | "model">): string {
  const own = labelOfStack(model);
  const hasDecoder = model.kind === "recurrent" && tasks[task]?.reads === "pairs";
  const decoder = hasDecoder ? labelOfStack(decoderModel(model)) : own;
  return decoder === own ? own : `${own} → ${decoder}`;
}

function labelOfStack(model: Config["model"]): string {
  const layers = layersOf(model);
  // The one layer of a list has units of its own.
  const units = layers.length === 1 ? layers[0].units : model.units;
  return kinds[model.kind].label({ ...model, layers: layers.length, units });
}
