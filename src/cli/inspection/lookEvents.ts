import type { Candidates, Look } from "../../contracts/inspection/look.ts";
import type { Answer, LookBaseline } from "../../contracts/inspection/questions.ts";

/** A look as programs read it: lists in the place of arrays, and of each row the likeliest with their probabilities. */
export function lookEvent({ look: _, run, predictions, ...others }: Look, baseline?: LookBaseline) {
  const { candidates, surprise, numbers, ...said } = predictions;
  return {
    run: run.folder,
    task: run.task,
    ...others,
    predictions: {
      ...said,
      surprise: Array.from(surprise),
      ...(baseline && { baseline: { ...baseline, surprise: Array.from(baseline.surprise) } }),
      ...(candidates && { candidates: candidateRows(candidates) }),
      ...(numbers && {
        numbers: {
          columns: numbers.columns,
          forecast: rowsOf(numbers.forecast, numbers.columns.length),
          actual: rowsOf(numbers.actual, numbers.columns.length),
        },
      }),
    },
  };
}

export function saysEvent({ layer, candidates, surprise, mean }: Answer<"says">) {
  return { event: "says", layer, mean, surprise: Array.from(surprise), candidates: candidateRows(candidates) };
}

export function tensorEvent({ name, shape, values }: Answer<"tensor">) {
  return { event: "tensor", name, shape, values: Array.from(values) };
}

export function candidateRows({ names, top, ids, probabilities }: Candidates) {
  return Array.from({ length: top === 0 ? 0 : ids.length / top }, (_, row) => {
    return Array.from({ length: top }, (_, k) => {
      const at = row * top + k;
      return { symbol: names[ids[at]], probability: probabilities[at] };
    });
  });
}

/** (rows,width) as one list a row. */
export function rowsOf(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / Math.max(1, width) }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}
