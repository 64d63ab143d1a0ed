// Sound files made by hand, and what the features of sounds are called with.
import { type FeatureSettings, waveFile } from "../../src/audio/index.ts";

export const logMel: FeatureSettings = {
  ...{ name: "log-mel", rate: 16_000, bands: 40, coefficients: 0, windowMs: 25, stepMs: 10, deltas: 0, stack: 1 },
};

/** A chunk of a RIFF file: its name, the size that it says, and its bytes, with a byte of padding where they are odd. */
export function chunk(name: string, bytes: Uint8Array, size = bytes.length): Uint8Array {
  const all = new Uint8Array(8 + bytes.length + (bytes.length % 2));
  all.set(new TextEncoder().encode(name));
  new DataView(all.buffer).setUint32(4, size, true);
  all.set(bytes, 8);
  return all;
}

export function riff(...chunks: Uint8Array[]): Uint8Array {
  const body = Buffer.concat([Buffer.from("WAVE"), ...chunks]);
  return new Uint8Array(chunk("RIFF", body));
}

interface Format {
  tag?: number;
  channels?: number;
  rate?: number;
  bits?: number;
  frame?: number;
}

/** The "fmt " chunk. */
export function format({ tag = 1, channels = 1, rate = 16_000, bits = 16, frame }: Format = {}): Uint8Array {
  frame ??= (channels * bits) / 8;
  const view = new DataView(new ArrayBuffer(16));
  view.setUint16(0, tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rate, true);
  view.setUint32(8, rate * frame, true);
  view.setUint16(12, frame, true);
  view.setUint16(14, bits, true);
  return chunk("fmt ", new Uint8Array(view.buffer));
}

/** A file of 64-bit floats, in which numbers stand as they are. */
export function floatWave(samples: Float64Array, rate = 16_000): Uint8Array {
  return riff(format({ tag: 3, bits: 64, rate }), chunk("data", new Uint8Array(samples.slice().buffer)));
}

/** Letters as tones of 80 ms with a pause between them: a 400 Hz, b 800 Hz, and so on. */
export function tones(letters: string, rate = 16_000): Uint8Array {
  const [tone, pause] = [0.08 * rate, 0.03 * rate].map(Math.round);
  const samples = new Float64Array(pause + letters.length * (tone + pause));
  for (const [i, letter] of [...letters].entries()) {
    const frequency = 400 * (letter.charCodeAt(0) - 96);
    const from = pause + i * (tone + pause);
    for (let t = 0; t < tone; t++) samples[from + t] = 0.5 * Math.sin((2 * Math.PI * frequency * t) / rate);
  }
  return waveFile(samples, rate);
}
