import { UserError } from "../../base/userError.ts";
import { says } from "../messages.ts";
import { type SoundBytes, viewOf } from "./bytes.ts";
import type { WaveForm } from "./waveForm.ts";

/** Moments that are read at once. */
const BLOCK = 1 << 11;

/**
 * Reads the samples of a file block by block, as numbers from −1 to 1, and hands each block to `take`, which may keep nothing of it.
 * Several channels become their mean. Memory is that of one block.
 */
export function eachSample(bytes: SoundBytes, form: WaveForm, take: (samples: Float64Array) => void): void {
  const { channels, bits, frames, at } = form;
  const frame = (channels * bits) / 8;
  const block = new Float64Array(Math.min(BLOCK, frames));
  for (let from = 0; from < frames; from += BLOCK) {
    const n = Math.min(BLOCK, frames - from);
    const start = at + from * frame;
    const samples = block.subarray(0, n);
    mixed(bytes.read(start, n * frame), form, samples);
    const bad = samples.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) throw new UserError(says.notFinite({ at: start + bad * frame, seconds: (from + bad) / form.rate }));
    take(samples);
  }
}

/** Moments of interleaved channels → the mean of each. */
function mixed(bytes: Uint8Array, form: WaveForm, into: Float64Array): void {
  const view = viewOf(bytes);
  const sample = sampleReader(form);
  const size = form.bits / 8;
  const { channels } = form;
  for (let i = 0, at = 0; i < into.length; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, at += size) sum += sample(view, at);
    into[i] = sum / channels;
  }
}

/** Integers are divided by 2^(bits−1); those of eight bits have no sign and 128 is silence. */
function sampleReader({ kind, bits }: WaveForm): (view: DataView, at: number) => number {
  if (kind === "float") {
    return bits === 32 ? (view, at) => view.getFloat32(at, true) : (view, at) => view.getFloat64(at, true);
  }
  if (bits === 8) return (view, at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (view, at) => view.getInt16(at, true) / 32_768;
  if (bits === 24) return (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 65_536) / 8_388_608;
  return (view, at) => view.getInt32(at, true) / 2_147_483_648;
}
