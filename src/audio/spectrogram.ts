import { powerReader } from "./features/frames.ts";
import { Resampler } from "./resampling/resampler.ts";
import type { SoundBytes } from "./wave/bytes.ts";
import { eachSample } from "./wave/samples.ts";
import { type WaveForm, waveFormOf } from "./wave/waveForm.ts";

/** All samples of a sound as one channel, resampled where `rate` asks for it. */
export function readSound(bytes: SoundBytes, rate?: number): { form: WaveForm; rate: number; samples: Float32Array } {
  const form = waveFormOf(bytes);
  const to = rate ?? form.rate;
  const samples = new Float32Array(Math.ceil((form.frames * to) / form.rate));
  let at = 0;
  const take = (block: Float64Array) => {
    samples.set(block, at);
    at += block.length;
  };
  if (to === form.rate) eachSample(bytes, form, take);
  else {
    const resampler = new Resampler(form.rate, to, take);
    eachSample(bytes, form, (block) => resampler.push(block));
    resampler.end();
  }
  return { form, rate: to, samples };
}

/** Of a picture of a sound: where columns stand, and which frequencies there are. */
export interface SpectrogramSettings {
  /** Samples under the Hann window, at most `span`. */
  window: number;
  /** Samples of a frame, a power of two. */
  span: number;
  /** The first sample of each column's frame is `start` + column · `hop`. */
  hop: number;
  start?: number;
  columns: number;
}

/** dB of each frequency, 10·log10 of the power, at least −100: (columns, span/2 + 1). Outside the sound there is silence. */
export function spectrogram(samples: Float32Array, settings: SpectrogramSettings): Float32Array {
  const { window, span, hop, start = 0, columns } = settings;
  const bins = span / 2 + 1;
  const power = powerReader(window, span);
  const [frame, spectrum] = [new Float64Array(span), new Float64Array(bins)];
  const values = new Float32Array(columns * bins);
  for (let c = 0; c < columns; c++) {
    const from = start + c * hop;
    for (let i = 0; i < span; i++) frame[i] = samples[from + i] ?? 0;
    power(frame, spectrum);
    for (let k = 0; k < bins; k++) values[c * bins + k] = Math.max(-100, 10 * Math.log10(spectrum[k]));
  }
  return values;
}
