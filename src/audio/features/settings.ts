/** What a sound becomes: `data.features` of a config. */
export interface FeatureSettings {
  name: "log-mel" | "mfcc" | "waveform";
  /** Hz, to which sounds are resampled. */
  rate: number;
  /** Mel bands. */
  bands: number;
  /** Of each step, with `mfcc`. */
  coefficients: number;
  windowMs: number;
  stepMs: number;
  /** 0; 1 puts the rates of change beside the features, 2 those of the changes too. */
  deltas: number;
  /** Steps that are put side by side and become one. */
  stack: number;
}

/** The sizes of features, in samples and numbers. */
export interface FeatureSizes {
  /** Samples under the window. */
  window: number;
  /** Samples from one frame to the next. */
  hop: number;
  /** Samples that a frame is made of: a power of two, with the window in its middle; of a waveform the window. */
  span: number;
  /** Numbers of a frame, before deltas and stacking. */
  base: number;
  /** Numbers of a step. */
  width: number;
}

export function featureSizes(settings: FeatureSettings): FeatureSizes {
  const { name, rate, bands, coefficients, windowMs, stepMs, deltas, stack } = settings;
  const window = Math.max(1, Math.round((rate * windowMs) / 1000));
  const hop = Math.max(1, Math.round((rate * stepMs) / 1000));
  const span = name === "waveform" ? window : 2 ** Math.ceil(Math.log2(window));
  const base = { "log-mel": bands, mfcc: coefficients, waveform: window }[name];
  return { window, hop, span, base, width: base * (1 + deltas) * stack };
}

/** Samples of a sound after it was resampled. */
export function resampledLength(samples: number, from: number, to: number): number {
  return Math.ceil((samples * to) / from);
}

/** Steps that a sound of so many samples, at the rate of the features, becomes; 0 where it is too short for one. */
export function featureSteps(samples: number, settings: FeatureSettings): number {
  const { hop, span } = featureSizes(settings);
  const frames = samples < span ? 0 : 1 + Math.floor((samples - span) / hop);
  return Math.ceil(frames / settings.stack);
}

/** The stretch of a sound that a step is made of, in seconds: of the windows of its frames. */
export function stepTimes(step: number, settings: FeatureSettings): { start: number; end: number } {
  const { window, hop, span } = featureSizes(settings);
  const { rate, stack } = settings;
  const start = step * stack * hop + Math.floor((span - window) / 2);
  return { start: start / rate, end: (start + (stack - 1) * hop + window) / rate };
}

/** The middle of that stretch: when a step is. */
export function stepTime(step: number, settings: FeatureSettings): number {
  const { start, end } = stepTimes(step, settings);
  return (start + end) / 2;
}

/** What each number of a step is called: "band 3", "Δ coefficient 0", "frame 2: band 3". */
export function featureNames({ name, deltas, stack, ...settings }: FeatureSettings): string[] {
  const { base } = featureSizes({ name, deltas, stack, ...settings });
  const noun = { "log-mel": "band", mfcc: "coefficient", waveform: "sample" }[name];
  const first = name === "mfcc" ? 0 : 1;
  const frame = ["", "Δ ", "ΔΔ "]
    .slice(0, 1 + deltas)
    .flatMap((sign) => Array.from({ length: base }, (_, i) => `${sign}${noun} ${i + first}`));
  if (stack === 1) return frame;
  return Array.from({ length: stack }, (_, k) => frame.map((each) => `frame ${k + 1}: ${each}`)).flat();
}
