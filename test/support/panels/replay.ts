import { type CurveBlock, CurveWriter, curveTables } from "../../../src/base/curves/curveBlock.ts";
import type { PanelHidden, PanelMessage, PanelProgress } from "../../../src/contracts/trainingPanel.ts";
import type { Recording } from "./recording.ts";

/** What the extension would send to a page that opens when the training is at this step. */
export function snapshotAt(recording: Recording, step: number): PanelMessage {
  const { run } = recording;
  const { curves, ...news } = newsBetween(recording, 0, step);
  return { type: "snapshot", snapshot: { run, ...news, baselines: recording.baselines }, curves };
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
    curves: [
      ...blocks("steps", recording.rows.filter(within)),
      ...blocks("validations", recording.validations.filter(within)),
    ],
    reports: recording.reports?.filter((report) => report.step <= upTo) ?? [],
    previews: recording.previews.filter(within),
    hidden: hidden === undefined ? null : toBuffers(hidden),
  };
}

function progressAt({ rows, validations, steps, test }: Recording, step: number): PanelProgress {
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
    test: ended && best ? (test === undefined ? { ...best, step, loss: best.loss + 0.02 } : test) : null,
    error: null,
  };
}

/** What a page hears of its rows when the training is resumed after a step. */
export function resumedAfter(step: number): CurveBlock[] {
  const made: CurveBlock[] = [];
  for (const table of curveTables) new CurveWriter(table, (block) => made.push(block)).voidAfter(step);
  return made;
}

/** Rows as they come to a page. */
export function blocks(table: CurveBlock["table"], rows: readonly (object & { step: number })[]): CurveBlock[] {
  const made: CurveBlock[] = [];
  const writer = new CurveWriter(table, (block) => made.push(block));
  for (const row of rows) writer.add(row);
  writer.flush();
  return made;
}

function toBuffers({ step, symbols, layers }: Recording["hidden"][number]): PanelHidden {
  return {
    step,
    symbols,
    layers: layers.map(({ units, values }) => ({ units, values: Float32Array.from(values).buffer })),
  };
}
