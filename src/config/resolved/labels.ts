import { kinds } from "../kinds/index.ts";
import type { Config } from "../schema.ts";
import { tasks } from "../tasks/index.ts";
import { decoderSettings, layersOf } from "./layers.ts";

/**
 * A model in few words: "lstm 2×128", "5-gram, Kneser–Ney", "Markov order 4, 64 units", "convolution 3, 2×64"; of layers that differ
 * each, "lstm 1×64 + gru 2×32"; of an encoder and another decoder both, "gru 1×64 → gru 1×32".
 */
export function labelOfModel({ task, model }: Pick<Config, "task" | "model">): string {
  const own = labelOfStack(model);
  const hasDecoder = model.kind === "recurrent" && tasks[task]?.reads === "pairs";
  const decoder = hasDecoder ? labelOfStack(decoderSettings(model)) : own;
  return decoder === own ? own : `${own} → ${decoder}`;
}

function labelOfStack(model: Config["model"]): string {
  const { label } = kinds[model.kind];
  // Neighbouring layers of one cell and size stand together.
  const parts: { cell: string; units: number; layers: number }[] = [];
  for (const { cell, units } of layersOf(model)) {
    const last = parts.at(-1);
    if (last?.cell === cell && last.units === units) last.layers++;
    else parts.push({ cell, units, layers: 1 });
  }
  return parts.map((part) => label({ ...model, ...part })).join(" + ");
}
