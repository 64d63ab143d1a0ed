import type { ComparedRun } from "../../../../src/comparison/index.ts";
import { parseConfig } from "../../../../src/config/index.ts";
import type { RunState } from "../../../../src/contracts/runs.ts";
import { comparisonTable } from "../../../../src/extension/comparison/comparisonTable.ts";
import { makeRecording, type Recording } from "../recording.ts";

/** A made-up training and what a comparison takes of it. */
export interface MadeRun {
  folder: string;
  facts: ComparedRun & { state: RunState };
  recording: Recording;
}

interface Given {
  cell: string;
  seed: number;
  units?: number;
  level?: number;
  steps?: number;
  state?: RunState;
}

/** A training of a text; what is best and the test are those of its recording. */
export function madeRun({ cell, seed, units = 128, level = 0, steps = 2000, state = "finished" }: Given): MadeRun {
  const id = `book-${cell}-${units}-${seed}`;
  const folder = `/runs/${id}`;
  const made = makeRecording({ steps, units: [2], seed: 10 * seed + cell.length, level: level + 0.01 * seed });
  const run = { ...made.run, id, folder, name: "book", tries: "beginning" as const };
  const recording = { ...made, run, hidden: [], baselines: [] };
  const best = recording.validations.reduce((a, b) => (b.loss < a.loss ? b : a));
  const { config } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "book.txt" },
      model: { cell, units },
      training: { steps, seed },
    }),
  );
  const facts = {
    ...{ id, name: "book", created: `2026-11-2${seed}T08:00:00Z`, state, config: config!, vocabulary: "v" },
    data: [{ name: "book.txt", sha256: "a" }],
    parameters: units * 1000,
    summary: {
      ...{ step: steps, steps, seconds: steps / 30, best, validation: recording.validations.at(-1)! },
      test: { ...best, loss: best.loss + 0.02 },
    },
  };
  return { folder, facts, recording };
}

/** Two groups of three seeds, and one run by itself. */
export const madeRuns = (steps = 2000): MadeRun[] => [
  ...[1, 2, 3].map((seed) => madeRun({ cell: "lstm", seed, steps })),
  ...[1, 2, 3].map((seed) => madeRun({ cell: "rnn", seed, steps, level: 0.12 })),
  madeRun({ cell: "gru", units: 64, seed: 1, steps, level: 0.05 }),
];

export function tableOf(runs: readonly MadeRun[]) {
  return comparisonTable(runs, [], "en");
}
