import type { Config } from "../config/index.ts";

/**
 * Whether training has seen `<unk>`, by what a run's `vocabulary.json` says. Where it has not, nothing has taught the model what `<unk>`
 * means, however sure its answers look. Runs of early versions do not say it: then a vocabulary that was cut has made some.
 */
export function sawUnknown(saved: unknown, { data }: Config): boolean {
  const { unknownInTraining } = (saved ?? {}) as Record<string, unknown>;
  if (typeof unknownInTraining === "number") return unknownInTraining > 0;
  return data.vocabulary.size !== null || data.vocabulary.minFrequency > 1;
}
