import type { Curve, PanelHidden, PanelMessage, PanelProgress } from "../../../src/contracts/trainingPanel.ts";
import type { Recording } from "./recording.ts";

/** What the extension would send to a page that opens when the training is at this step. */
export function snapshotAt(recording: Recording, step: number): PanelMessage {
  const { run } = recording;
  return { type: "snapshot", snapshot: { run, ...newsBetween(recording, 0, step), baselines: recording.baselines } };
}

/** What is new since the step `after`. */
export function deltaBetween(recording: Recording, after: number, step: number): PanelMessage {
  return { type: "delta", ...newsBetween(recording, after, step), baselines: null };
}

function newsBetween(recording: Recording, after: number, upTo: number) {
  const within = ({ step }: { step: number }) => step > after && step <= upTo;
  const hidden = recording.hidden.findLast(within);
  return {
    progress: progressAt(recording, upTo),
    training: curve(recording.rows.filter(within)),
    validation: curve(recording.validations.filter(within)),
    reports: recording.reports?.filter((report) => report.step <= upTo) ?? [],
    previews: recording.previews.filter(within),
    hidden: hidden === undefined ? null : toBuffers(hidden),
  };
}

function progressAt({ rows, validations, steps }: Recording, step: number): PanelProgress {
  const row = rows.findLast((row) => row.step <= step);
  const done = validations.filter((validation) => validation.step <= step);
  const best = done.reduce<(typeof done)[number] | undefined>((a, b) => (a && a.loss <= b.loss ? a : b), undefined);
  const ended = step >= steps;
  return {
    state: ended ? "finished" : "running",
    step: row?.step ?? 0,
    steps,
    epoch: row?.epoch ?? 1,
    loss: row?.loss ?? null,
    gradientNorm: row?.gradientNorm ?? null,
    tokensPerSecond: row?.tokensPerSecond ?? null,
    secondsLeft: ended || !row ? null : (steps - step) / 30,
    best: best ?? null,
    validation: done.at(-1) ?? null,
    test: ended && best ? { ...best, step, loss: best.loss + 0.02 } : null,
    error: null,
  };
}

function curve(points: readonly { step: number; loss: number | null }[]): Curve {
  return { steps: points.map(({ step }) => step), loss: points.map(({ loss }) => loss) };
}

function toBuffers({ step, symbols, layers }: Recording["hidden"][number]): PanelHidden {
  return {
    step,
    symbols,
    layers: layers.map(({ units, values }) => ({ units, values: Float32Array.from(values).buffer })),
  };
}
