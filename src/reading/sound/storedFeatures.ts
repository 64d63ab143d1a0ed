import { closeSync, openSync, readSync } from "node:fs";
import { UserError } from "../../base/userError.ts";
import type { StoredVectors } from "../../data/encode/dataset.ts";
import type { Normalization } from "../../data/encode/encoding.ts";
import { normalized } from "../../data/encode/normalize.ts";
import { says } from "./messages.ts";
import type { SoundStretch } from "./sounds.ts";

/** Reads so many numbers of a file of features from one on. */
export function readFeatures(path: string, first: number, into: Float32Array): void {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  const file = openSync(path, "r");
  try {
    for (let have = 0; have < bytes.length; ) {
      const read = readSync(file, bytes, have, bytes.length - have, 4 * first + have);
      if (read === 0) throw new UserError(says.changed({ path }), { file: path });
      have += read;
    }
  } finally {
    closeSync(file);
  }
}

/** The features of sounds, which are read from their files when a minibatch needs them, and normalised then. */
export class StoredFeatures implements StoredVectors {
  constructor(
    private readonly stretches: readonly SoundStretch[],
    private readonly files: ReadonlyMap<string, string>,
    private readonly features: readonly Normalization[],
  ) {}

  read(first: number, steps: number, into: Float32Array): void {
    const { features } = this;
    const F = features.length;
    let at = this.stretchAt(first);
    for (let step = first; step < first + steps; at++) {
      const { sound, start, steps: own } = this.stretches[at];
      const count = Math.min(start + own, first + steps) - step;
      const numbers = into.subarray((step - first) * F, (step - first + count) * F);
      readFeatures(this.files.get(sound.path)!, (step - start) * F, numbers);
      step += count;
    }
    const all = into.subarray(0, steps * F);
    normalized(all, features, all);
  }

  /** Which stretch a step is in. */
  private stretchAt(step: number): number {
    let [low, high] = [0, this.stretches.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.stretches[middle].start <= step) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
