export { eachStep, type MeasuredSound, measureSound, soundFeatures } from "./features/features.ts";
export { MelFilters } from "./features/melFilters.ts";
export {
  type FeatureSettings,
  featureNames,
  featureSizes,
  featureSteps,
  stepTime,
  stepTimes,
} from "./features/settings.ts";
export { readSound, spectrogram } from "./spectrogram.ts";
export { bytesInMemory, type SoundBytes } from "./wave/bytes.ts";
export { waveFormOf } from "./wave/waveForm.ts";
export { waveFile } from "./wave/writeWave.ts";
