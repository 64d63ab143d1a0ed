import { type Config, rootSchema } from "../schema.ts";
import { withOptions } from "./options.ts";

/** How a sound is read, with every option; those that its form lacks say nothing. */
export interface SoundFeatures {
  name: "log-mel" | "mfcc" | "waveform";
  rate: number;
  bands: number;
  coefficients: number;
  windowMs: number;
  stepMs: number;
  deltas: number;
  stack: number;
}

const LACKING = { bands: 0, coefficients: 0, deltas: 0 };

/** Null where the config says nothing of sounds. */
export function featuresOf({ data: { features } }: Pick<Config, "data">): SoundFeatures | null {
  return features === null ? null : soundFeaturesOf(features);
}

/** What sounds become where a config leaves it open. */
export function usualFeatures(): SoundFeatures {
  return soundFeaturesOf("log-mel");
}

function soundFeaturesOf(features: NonNullable<Config["data"]["features"]>): SoundFeatures {
  const forms = rootSchema.properties?.data.properties?.features.anyOf ?? [];
  return { ...LACKING, ...(withOptions(forms, features) as SoundFeatures) };
}
