export { soundFeatures } from "./features/features.ts";
export { type FeatureSettings, featureNames, featureSizes, stepTimes } from "./features/settings.ts";
export { readSound, spectrogram } from "./spectrogram.ts";
export { bytesInMemory } from "./wave/bytes.ts";
export { waveFormOf } from "./wave/waveForm.ts";
export { waveFile } from "./wave/writeWave.ts";
