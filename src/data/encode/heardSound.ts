import { UserError } from "../../base/userError.ts";
import { type Config, hasTargets, sequenceLengthOf, tasks } from "../../config/index.ts";
import type { EncodedInput } from "./encodedInput.ts";
import type { Encoding } from "./encoding.ts";
import { says } from "./messages.ts";
import { normalized, refuseOtherWidth } from "./normalize.ts";

/** What stands in the place of the path of a sound once it was read: its features (steps, width), as they are computed. */
export class HeardSound {
  constructor(
    readonly values: Float32Array,
    readonly steps: number,
  ) {}
}

/** A sound as the network reads it. */
export function encodeSound(cell: unknown, { source: { features } }: Encoding, config: Config): EncodedInput {
  if (!(cell instanceof HeardSound)) throw new UserError(says.needsSound());
  const { values, steps } = cell;
  const F = values.length / steps;
  refuseOtherWidth(F, features);
  const length = hasTargets(tasks[config.task]) ? steps : Math.min(steps, sequenceLengthOf(config));
  return {
    ...{ length, steps, unknown: [], truncated: steps - length },
    vectors: normalized(values.subarray(0, length * F), features),
    kept: Array.from({ length }, (_, t) => t),
  };
}
