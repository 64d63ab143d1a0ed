import type { FeatureSettings } from "../../audio/index.ts";

/** The features of a sound on disk: (steps, width) numbers of 32 bits, the low byte first. */
export interface FeatureFile {
  path: string;
  /** Of the sound itself. */
  sha256: string;
  bytes: number;
}

/**
 * Computes the features of sounds, or finds them where they were computed before, one for each path. What is wrong with a sound is a
 * UserError whose place is its file.
 */
export type ComputeFeatures = (paths: readonly string[], settings: FeatureSettings) => Promise<FeatureFile[]>;
