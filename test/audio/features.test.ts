// Features of sounds against librosa's, resampling against soxr's, and what both owe to nobody: blocks, lengths, times.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  bytesInMemory,
  type FeatureSettings,
  featureNames,
  featureSizes,
  readSound,
  soundFeatures,
  spectrogram,
  stepTimes,
} from "../../src/audio/index.ts";
import type { UserError } from "../../src/base/userError.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { chunk, floatWave, format, logMel, riff } from "../support/sounds.ts";

const { tensors } = decodeSafetensors(readFileSync(new URL("../vectors/audio.safetensors", import.meta.url)), "audio");
const given = (name: string) => Float64Array.from(tensors.get(name)!.data as ArrayLike<number>);
const sound = given("sound");
const featuresOf = (samples: Float64Array, settings: Partial<FeatureSettings>, rate = settings.rate ?? 16_000) =>
  soundFeatures(bytesInMemory(floatWave(samples, rate)), { ...logMel, ...settings });

describe("features", () => {
  const cases: [string, Partial<FeatureSettings>][] = [
    ["logmel", {}],
    ["logmel.deltas", { bands: 23, deltas: 2 }],
    ["mfcc", { name: "mfcc", coefficients: 13, deltas: 1 }],
    ["mfcc.odd", { name: "mfcc", rate: 11_025, bands: 26, coefficients: 12, deltas: 2 }],
    ["logmel.long", { rate: 8000, bands: 20, windowMs: 64, stepMs: 87.5 }],
    ["logmel.short", { stepMs: 75, deltas: 2 }],
  ];
  it.each(cases)("are librosa's to 1e-4: %s", (name, settings) => {
    const { values, steps } = featuresOf(sound, settings);
    const expected = tensors.get(name)!;
    expect([steps, values.length / steps]).toEqual(expected.shape);
    const worst = given(name).reduce((worst, x, i) => Math.max(worst, Math.abs(x - values[i])), 0);
    expect(worst).toBeLessThan(1e-4);
  });

  it("do not depend on the blocks in which a sound is read", () => {
    // Longer than two blocks, with a beginning that the short one has too.
    const long = new Float64Array(70_000).map((_, i) => Math.sin(i * i * 1e-5));
    const [all, first] = [featuresOf(long, {}).values, featuresOf(long.subarray(0, 3000), {}).values];
    expect(all.subarray(0, first.length)).toEqual(first);
    const at = 220 * 160;
    const later = featuresOf(long.subarray(at), {}).values;
    expect(all.subarray(220 * 40)).toEqual(later);
  });

  it("stack frames side by side, the last one again where the last step is not full", () => {
    const plain = featuresOf(sound, {}).values;
    const { values, steps } = featuresOf(sound, { stack: 3 });
    expect(steps).toBe(8);
    expect(values.subarray(0, 21 * 40)).toEqual(plain.subarray(0, 21 * 40));
    const last = plain.subarray(21 * 40);
    expect(values.subarray(21 * 40)).toEqual(Float32Array.of(...last, ...last, ...last));
  });

  it("of a waveform are the samples under each window", () => {
    const { values, steps } = featuresOf(sound, { name: "waveform" });
    expect([steps, values.length]).toEqual([23, 23 * 400]);
    expect(values.subarray(400, 800)).toEqual(Float32Array.from(sound.subarray(160, 560)));
  });

  it("have names, and times", () => {
    expect(featureNames({ ...logMel, bands: 2, deltas: 1 })).toEqual(["band 1", "band 2", "Δ band 1", "Δ band 2"]);
    const stacked = { ...logMel, name: "mfcc", coefficients: 1, stack: 2 } as const;
    expect(featureNames(stacked)).toEqual(["frame 1: coefficient 0", "frame 2: coefficient 0"]);
    expect(featureSizes({ ...logMel, deltas: 2, stack: 3 }).width).toBe(360);
    // The window lies in the middle of 512 samples.
    expect(stepTimes(0, logMel)).toEqual({ start: 56 / 16_000, end: 456 / 16_000 });
    expect(stepTimes(2, { ...logMel, stack: 2 })).toEqual({ start: 696 / 16_000, end: 1256 / 16_000 });
  });

  it("of a sound that is empty or too short are refused", () => {
    const empty = riff(format(), chunk("data", new Uint8Array(0)));
    const refused = (bytes: Uint8Array) => {
      try {
        return String(soundFeatures(bytesInMemory(bytes), logMel));
      } catch (error) {
        return (error as UserError).message;
      }
    };
    expect(refused(empty)).toBe("The sound is empty: it has no samples.");
    expect(refused(floatWave(sound.subarray(0, 400)))).toBe(
      "The sound is 25.0 ms long, but one step of its features needs 32.0 ms.",
    );
  });
});

describe("resampling", () => {
  it.each([8000, 11_025, 22_050, 44_100, 48_000, 7999])(
    "is soxr's where frequencies are below 0.85 of the limit: %i Hz",
    (rate) => {
      const { samples } = readSound(bytesInMemory(floatWave(given(`from.${rate}`), rate)), 16_000);
      const expected = given(`to.${rate}`);
      expect(Math.abs(samples.length - expected.length)).toBeLessThanOrEqual(1);
      const worst = expected.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (samples[i] ?? 0))), 0);
      expect(worst).toBeLessThan(2e-4);
    },
  );

  it("leaves nothing of frequencies that the new rate cannot have, and all of a constant", () => {
    const tone = new Float64Array(8000).map((_, i) => Math.sin((2 * Math.PI * 9000 * i) / 44_100));
    const { samples } = readSound(bytesInMemory(floatWave(tone, 44_100)), 16_000);
    const inner = samples.subarray(300, -300);
    expect(Math.max(...inner.map(Math.abs))).toBeLessThan(1e-4);
    const flat = readSound(bytesInMemory(floatWave(new Float64Array(8000).fill(0.5), 44_100)), 16_000).samples;
    for (const x of flat.subarray(300, -300)) expect(x).toBeCloseTo(0.5, 6);
  });
});

describe("a spectrogram", () => {
  it("has a tone where it lies, and silence outside of the sound", () => {
    const tone = new Float32Array(1600).map((_, i) => Math.cos((2 * Math.PI * 1000 * i) / 16_000));
    const columns = spectrogram(tone, { window: 512, span: 512, hop: 800, start: -512, columns: 3 });
    expect(columns.length).toBe(3 * 257);
    expect(columns[0]).toBe(-100);
    const second = columns.subarray(257, 514);
    expect(second.indexOf(Math.max(...second))).toBe(32);
  });
});
