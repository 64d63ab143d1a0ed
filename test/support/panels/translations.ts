import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TranslationPreview } from "../../../src/contracts/preview.ts";
import type { Recording } from "./recording.ts";

/** A translation with an attention that is sharp along the diagonal. */
export function translation(
  source: readonly string[],
  output: readonly string[],
  truth: readonly string[] | null,
  { stopped = true, between = " ", attends = true, sharpness = 2 } = {},
): TranslationPreview {
  const rows = output.length + (stopped ? 1 : 0);
  const attention = Array.from({ length: rows }, (_, row) => {
    const at = ((row + 0.5) / rows) * source.length - 0.5;
    const weights = source.map((_, i) => Math.exp(-sharpness * Math.abs(i - at)));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  });
  return {
    ...{ kind: "translation", source: [...source], output: [...output], stopped, truth: truth && [...truth] },
    texts: { source: source.join(between), output: output.join(""), truth: truth?.join("") ?? null },
    attention: attends ? attention : null,
  };
}

/**
 * A real training of the template `numbers` (seed 1, one thread), with every fifth row of its log, the examples of some steps and
 * three digits of their weights. JSON in one line, as no editor would keep it.
 */
export function translationRecording(): Recording {
  return JSON.parse(readFileSync(join(import.meta.dirname, "numbers.recording"), "utf8"));
}
