import { type FeatureSettings, stepTime } from "../../audio/index.ts";
import type { SoundSteps } from "../../contracts/sound.ts";

/** Where the steps that are made of a sound are in time. */
export function soundSteps(file: string, settings: FeatureSettings): SoundSteps {
  const [first, second] = [0, 1].map((step) => stepTime(step, settings));
  return { file, first, every: second - first };
}
