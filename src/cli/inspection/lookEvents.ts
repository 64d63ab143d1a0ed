import type { Candidates, Look, LookTranscript } from "../../contracts/inspection/look.ts";
import type { Answer, LookBaseline } from "../../contracts/inspection/questions.ts";

/** A look as programs read it: lists in the place of arrays, and of each row the likeliest with their probabilities. */
export function lookEvent({ look: _, run, predictions, transcript, ...others }: Look, baseline?: LookBaseline) {
  const { candidates, surprise, numbers, ...said } = predictions;
  return {
    run: run.folder,
    task: run.task,
    ...others,
    ...(transcript && { transcript: transcriptOf(transcript) }),
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

/** Labels by name: of each step the likeliest, and of the lattice one of each column. */
function transcriptOf({ labels, shown: _, path, lattice, ...said }: LookTranscript) {
  const named = (ids: Int32Array) => Array.from(ids, (id) => labels[id]);
  return { labels, path: named(path), ...said, lattice: lattice && { ...lattice, labels: named(lattice.labels) } };
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
