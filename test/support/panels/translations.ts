import type { StepPreview, TranslationPreview } from "../../../src/contracts/preview.ts";
import { makeRecording, type Recording } from "./recording.ts";

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

/** Number words and Chinese characters, as the template `numbers` has them. */
const pairs: [string, string][] = [
  ["three hundred and twelve", "三百一十二"],
  ["nine thousand and forty-one", "九千零四十一"],
  ["seventy-six", "七十六"],
  ["eight hundred and eighty-eight", "八百八十八"],
];
const signs = [..."一二三四五六七八九十百千零"];

/** A training of `numbers`, whose outputs get better. */
export function translationRecording(): Recording {
  const recording = makeRecording({ steps: 1000, units: [32] });
  const previews: StepPreview[] = recording.validations.flatMap(({ step }, k) =>
    pairs.map(([source, truth], i) => {
      const wrong = Math.max(0, truth.length - Math.floor(k / 3) - i);
      const output = [...truth].map((sign, j) =>
        j < truth.length - wrong ? sign : signs[(j * 5 + k + i) % signs.length],
      );
      const symbols = source.split(/(?<=[ -])|(?=[ -])/);
      return { step, preview: translation(symbols, output, [...truth], { between: "", sharpness: k / 8 }) };
    }),
  );
  return {
    ...recording,
    run: {
      ...{ id: "numbers-recorded", folder: "/runs/numbers-recorded", name: "numbers" },
      ...{ parameters: 196_421, build: "relaxed", symbols: 40 },
      ...{ writesText: false, loss: "cross-entropy", bestBy: "loss", tries: "source" },
    },
    baselines: [],
    previews,
    hidden: [],
  };
}
