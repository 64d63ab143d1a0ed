import type { Encoding } from "../data/encode/encoding.ts";
import type { ComputeFeatures } from "./sound/featureFiles.ts";
import type { SoundPaths } from "./sound/sounds.ts";

export interface DatasetOptions {
  /** That of the run that goes on, or is evaluated, instead of one made of the data. */
  encoding?: Encoding;
  /** All of it is to be measured on: it is the test part. */
  measured?: boolean;
  /** Computes what sounds become; without it they are only measured, and the parts have no numbers of them. */
  computeFeatures?: ComputeFeatures;
  /** Of data that name sounds. */
  sounds?: SoundPaths;
  signal?: AbortSignal;
}
