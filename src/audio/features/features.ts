import { UserError } from "../../base/userError.ts";
import { says } from "../messages.ts";
import { Resampler } from "../resampling/resampler.ts";
import type { SoundBytes } from "../wave/bytes.ts";
import { eachSample } from "../wave/samples.ts";
import { type WaveForm, waveFormOf } from "../wave/waveForm.ts";
import { Deltas } from "./deltas.ts";
import { frameReader } from "./frames.ts";
import { type FeatureSettings, featureSizes, featureSteps, resampledLength } from "./settings.ts";

/** What a file of a sound says of itself, and how many steps it becomes. */
export interface MeasuredSound {
  form: WaveForm;
  steps: number;
  seconds: number;
}

/** Reads the headers alone. Fails with a UserError that names the byte, and where the sound is too short for a step. */
export function measureSound(bytes: SoundBytes, settings: FeatureSettings): MeasuredSound {
  const form = waveFormOf(bytes);
  if (form.frames === 0) throw new UserError(says.emptySound());
  const steps = featureSteps(resampledLength(form.frames, form.rate, settings.rate), settings);
  const seconds = form.frames / form.rate;
  if (steps === 0) {
    const needed = (1000 * featureSizes(settings).span) / settings.rate;
    throw new UserError(says.tooShortSound({ milliseconds: 1000 * seconds, needed }));
  }
  return { form, steps, seconds };
}

/**
 * Computes the features of a sound step by step; `take` is given (width) numbers, which count until it returns. Memory is that of a
 * block of samples, however long the sound is. Fails with a UserError that names the byte.
 */
export function eachStep(
  bytes: SoundBytes,
  settings: FeatureSettings,
  take: (step: Float64Array) => void,
): MeasuredSound {
  const sound = measureSound(bytes, settings);
  const { form } = sound;
  const stacked = new Stacked(settings, take);
  const framed = new Framed(settings, (frame) => stacked.push(frame));
  if (form.rate === settings.rate) eachSample(bytes, form, (samples) => framed.push(samples));
  else {
    const resampler = new Resampler(form.rate, settings.rate, (samples) => framed.push(samples));
    eachSample(bytes, form, (samples) => resampler.push(samples));
    resampler.end();
  }
  framed.end();
  stacked.end();
  return sound;
}

/** All features of a sound: (steps, width). */
export function soundFeatures(bytes: SoundBytes, settings: FeatureSettings): MeasuredSound & { values: Float32Array } {
  const { width } = featureSizes(settings);
  const values = new Float32Array(measureSound(bytes, settings).steps * width);
  let at = 0;
  const sound = eachStep(bytes, settings, (step) => {
    values.set(step, at);
    at += width;
  });
  return { ...sound, values };
}

/** Samples → frames with their deltas. */
class Framed {
  private readonly read: ReturnType<typeof frameReader>;
  private readonly base: Float64Array;
  private readonly hop: number;
  private readonly span: number;
  private readonly deltas: Deltas | undefined;
  /** Samples, of which the first `held` are those that frames still need. */
  private buffer = new Float64Array(0);
  private held = 0;
  /** Samples to pass over before the next frame, where it begins behind the last one's end. */
  private gap = 0;

  constructor(
    settings: FeatureSettings,
    private readonly take: (frame: Float64Array) => void,
  ) {
    const { hop, span, base } = featureSizes(settings);
    [this.hop, this.span] = [hop, span];
    this.base = new Float64Array(base);
    this.read = frameReader(settings);
    this.deltas = settings.deltas > 0 ? new Deltas(base, settings.deltas, take) : undefined;
  }

  push(samples: Float64Array): void {
    const skip = Math.min(this.gap, samples.length);
    this.gap -= skip;
    const length = this.held + samples.length - skip;
    if (this.buffer.length < length) {
      const larger = new Float64Array(length);
      larger.set(this.buffer.subarray(0, this.held));
      this.buffer = larger;
    }
    const { buffer } = this;
    buffer.set(samples.subarray(skip), this.held);
    let at = 0;
    for (; at + this.span <= length; at += this.hop) {
      this.read(buffer.subarray(at, at + this.span), this.base);
      if (this.deltas) this.deltas.push(this.base);
      else this.take(this.base);
    }
    this.gap += Math.max(0, at - length);
    buffer.copyWithin(0, Math.min(at, length), length);
    this.held = Math.max(0, length - at);
  }

  end(): void {
    this.deltas?.end();
  }
}

/** Frames → steps of `stack` frames side by side; the last frame fills the last step up. */
class Stacked {
  private readonly step: Float64Array;
  private readonly frame: number;
  private filled = 0;

  constructor(
    settings: FeatureSettings,
    private readonly take: (step: Float64Array) => void,
  ) {
    const { width } = featureSizes(settings);
    this.step = new Float64Array(width);
    this.frame = width / settings.stack;
  }

  push(frame: Float64Array): void {
    this.step.set(frame, this.filled);
    this.filled += this.frame;
    if (this.filled === this.step.length) this.put();
  }

  end(): void {
    if (this.filled === 0) return;
    const last = this.step.slice(this.filled - this.frame, this.filled);
    for (; this.filled < this.step.length; this.filled += this.frame) this.step.set(last, this.filled);
    this.put();
  }

  private put(): void {
    this.filled = 0;
    this.take(this.step);
  }
}
