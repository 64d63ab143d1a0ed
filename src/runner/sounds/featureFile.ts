import { createHash } from "node:crypto";
import { closeSync, openSync, renameSync, rmSync, statSync, utimesSync, writeSync } from "node:fs";
import { join } from "node:path";
import { eachStep, type FeatureSettings, featureSizes, measureSound, type SoundBytes } from "../../audio/index.ts";
import type { FeatureFile } from "../../reading/sound/featureFiles.ts";
import { withSoundFile } from "../../reading/sound/fileBytes.ts";

/** What is computed of a sound may change with it: files of an earlier version are then not found. */
const VERSION = 1;
/** Bytes that are read or written at once. */
const BLOCK = 1 << 16;
export const ENDING = ".f32";

/** What is written of one file after the other: a block for each would lie about until garbage is collected. */
let block = new Float32Array(BLOCK / 4);

/** Which features are computed, and where they lie. */
export interface FeaturePlace {
  settings: FeatureSettings;
  folder: string;
  /** Tells what whoever computes has begun from what others have. */
  mark: string;
}

/** How the name of a file ends that whoever has this mark has begun and not finished. */
export function begunEnding(mark: string): string {
  return `.${mark}.tmp`;
}

/** Computes the features of a sound, unless they are there already. The name of their file follows from sound and settings alone. */
export function featureFile(sound: string, { settings, folder, mark }: FeaturePlace): FeatureFile {
  return withSoundFile(sound, (bytes) => {
    const sha256 = hashOf(bytes);
    const path = join(folder, `${nameOf(sha256, settings)}${ENDING}`);
    const { width } = featureSizes(settings);
    const size = 4 * width * measureSound(bytes, settings).steps;
    if (statSync(path, { throwIfNoEntry: false })?.size === size) touch(path);
    else write(path, bytes, settings, begunEnding(mark));
    return { path, sha256, bytes: bytes.size };
  });
}

function hashOf(bytes: SoundBytes): string {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.size; at += BLOCK) hash.update(bytes.read(at, Math.min(BLOCK, bytes.size - at)));
  return hash.digest("hex");
}

function nameOf(sha256: string, settings: FeatureSettings): string {
  const { name, rate, bands, coefficients, windowMs, stepMs, deltas, stack } = settings;
  const all = [VERSION, sha256, name, rate, bands, coefficients, windowMs, stepMs, deltas, stack];
  return createHash("sha256").update(all.join(" ")).digest("hex").slice(0, 32);
}

/** That it was used: what nobody uses any more is deleted one day. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Somebody else's file can be read all the same.
  }
}

/** Under a name of its own first, so that whoever else computes it, or dies, leaves no half of it. */
function write(path: string, bytes: SoundBytes, settings: FeatureSettings, ending: string): void {
  const { width } = featureSizes(settings);
  const temporary = `${path}.${Math.random().toString(36).slice(2, 10)}${ending}`;
  if (block.length < width) block = new Float32Array(width);
  const full = block.length - (block.length % width);
  let filled = 0;
  const file = openSync(temporary, "w");
  try {
    try {
      const flush = () => {
        const out = new Uint8Array(block.buffer, 0, 4 * filled);
        for (let at = 0; at < out.length; ) at += writeSync(file, out, at);
        filled = 0;
      };
      eachStep(bytes, settings, (step) => {
        block.set(step, filled);
        filled += width;
        if (filled === full) flush();
      });
      flush();
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
