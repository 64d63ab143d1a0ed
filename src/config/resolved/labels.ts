import { kinds } from "../kinds/index.ts";
import type { Config } from "../schema.ts";
import { tasks } from "../tasks/index.ts";
import { decoderSettings, layersOf } from "./layers.ts";

/**
 * A model in few words: "lstm 2×128", "5-gram, Kneser–Ney", "Markov order 4, 64 units", "convolution 3, 2×64"; of an encoder and
 * another decoder both, "gru 1×64 → gru 1×32".
 */
export function labelOfModel({ task, model }: Pick<Config, "task" | "model">): string {
  const own = labelOfStack(model);
  const hasDecoder = model.kind === "recurrent" && tasks[task]?.reads === "pairs";
  const decoder = hasDecoder ? labelOfStack(decoderSettings(model)) : own;
  return decoder === own ? own : `${own} → ${decoder}`;
}

function labelOfStack(model: Config["model"]): string {
  const layers = layersOf(model);
  // The one layer of a list has units of its own.
  const units = layers.length === 1 ? layers[0].units : model.units;
  return kinds[model.kind].label({ ...model, layers: layers.length, units });
}
