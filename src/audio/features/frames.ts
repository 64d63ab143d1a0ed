import { MelFilters } from "./melFilters.ts";
import { PowerSpectrum } from "./realFourier.ts";
import { type FeatureSettings, featureSizes } from "./settings.ts";

/** Of powers, before the logarithm: −100 dB. */
const FLOOR = 1e-10;

/** What the samples of one frame become: (span) → (base). */
export type FrameReader = (samples: Float64Array, into: Float64Array) => void;

/**
 * `librosa.feature.melspectrogram(center=False, power=2)` of a frame, ln max(x, 1e-10) of it, and with `mfcc` the orthonormal DCT-II of
 * that; or the samples under the window as they are.
 */
export function frameReader(settings: FeatureSettings): FrameReader {
  const { name, rate, bands, coefficients } = settings;
  const { window, span } = featureSizes(settings);
  if (name === "waveform") return (samples, into) => into.set(samples);
  const power = powerReader(window, span);
  const filters = new MelFilters(rate, span, bands);
  const spectrum = new Float64Array(span / 2 + 1);
  const mel = new Float64Array(bands);
  const dct = name === "mfcc" ? cosines(coefficients, bands) : undefined;
  return (samples, into) => {
    power(samples, spectrum);
    filters.apply(spectrum, mel);
    for (let b = 0; b < bands; b++) mel[b] = Math.log(Math.max(mel[b], FLOOR));
    if (!dct) return into.set(mel);
    for (let c = 0; c < coefficients; c++) {
      let sum = 0;
      for (let b = 0; b < bands; b++) sum += dct[c * bands + b] * mel[b];
      into[c] = sum;
    }
  };
}

/** The power spectrum under a Hann window in the middle of a frame: (span) → (span/2 + 1). */
export function powerReader(window: number, span: number): FrameReader {
  const spectrum = new PowerSpectrum(span);
  const start = Math.floor((span - window) / 2);
  const hann = Float64Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const windowed = new Float64Array(span);
  return (samples, into) => {
    for (let i = 0; i < window; i++) windowed[start + i] = hann[i] * samples[start + i];
    spectrum.of(windowed, into);
  };
}

/** The orthonormal DCT-II: (coefficients, bands). */
function cosines(coefficients: number, bands: number): Float64Array {
  return Float64Array.from({ length: coefficients * bands }, (_, i) => {
    const [c, b] = [Math.floor(i / bands), i % bands];
    return Math.sqrt((c === 0 ? 1 : 2) / bands) * Math.cos((Math.PI * c * (2 * b + 1)) / (2 * bands));
  });
}
