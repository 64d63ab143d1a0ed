import { type Config, longestOutput } from "../config/index.ts";
import type { Encoding } from "../data/index.ts";
import type { TargetSettings } from "./targetWriter.ts";

/** How a config writes targets: with its beam, or greedily where it has none or none is wanted. */
export function targetSettings(
  { sampling }: Pick<Config, "sampling">,
  { target }: Pick<Encoding, "target">,
  withBeam = true,
): TargetSettings {
  return {
    length: longestOutput({ sampling }, target.longest ?? sampling.length),
    beam: withBeam ? sampling.beam : null,
    penalties: { length: sampling.lengthPenalty, coverage: sampling.coveragePenalty },
  };
}
