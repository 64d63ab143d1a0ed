import type { Config } from "../../config/index.ts";
import type { Keeping } from "../../runs/index.ts";

/** Which checkpoints stay beside the last and the best, as a config says. */
export function keepingOf({ training: { keepCheckpoints } }: Config): Keeping {
  if (keepCheckpoints === true) return Number.POSITIVE_INFINITY;
  return keepCheckpoints === null ? "spread" : Number(keepCheckpoints);
}

/** The steps whose checkpoints somebody asked for, as checkpoints remember them; they stay whatever the config says. */
export function askedMetadata(steps: ReadonlySet<number>): Record<string, string> {
  return steps.size > 0 ? { "unroll.asked": JSON.stringify([...steps]) } : {};
}

/** Those of before a resume; none where they cannot be read. */
export function askedSteps(metadata: Record<string, string>): Set<number> {
  try {
    const steps: unknown = JSON.parse(metadata["unroll.asked"] ?? "[]");
    return new Set(Array.isArray(steps) ? steps.filter((step) => Number.isSafeInteger(step)) : []);
  } catch {
    return new Set();
  }
}
