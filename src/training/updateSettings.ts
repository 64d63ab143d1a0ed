import { type Config, optionsOf } from "../config/index.ts";
import type { Optimizer, UpdateSettings } from "../engine/index.ts";

export function optimizerOf(config: Config): Optimizer {
  return optionsOf(config, "optimizer");
}

export function updateSettings(config: Config): UpdateSettings {
  const { clip, learningRate, weightDecay } = config.training;
  return {
    learningRate,
    weightDecay: weightDecay ?? (optimizerOf(config).name === "adamw" ? 0.01 : 0),
    clipNorm: clip && "norm" in clip ? clip.norm : 0,
    clipValue: clip && "value" in clip ? clip.value : 0,
    averageWeight: 1,
  };
}

/** The weight of the new parameters in their average at a step, 1 being the first; undefined where none is kept. */
export function averageWeightOf(config: Config): ((step: number) => number) | undefined {
  const averaging = config.training.averaging && optionsOf(config, "averaging");
  if (!averaging) return undefined;
  return (step) => {
    const count = step - averaging.after;
    if (count <= 1) return 1;
    return averaging.name === "ema" ? 1 - averaging.decay : 1 / count;
  };
}
