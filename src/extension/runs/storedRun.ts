import { resolve } from "node:path";
import { metricsOf } from "../../base/metrics.ts";
import { bestBy, type Config, isCounted, labelOfModel } from "../../config/index.ts";
import type { RunOrigin } from "../../contracts/background.ts";
import type { RunEvent } from "../../contracts/runEvents.ts";
import type { Measurement } from "../../contracts/runs.ts";
import type { PanelProgress } from "../../contracts/trainingPanel.ts";
import {
  changesText,
  type LogRow,
  RunFolder,
  type RunManifest,
  type RunMetrics,
  type RunState,
  runBefore,
  runChanges,
} from "../../runs/index.ts";
import type { HiddenStates } from "./hiddenStates.ts";
import { kindOf, RunRecord } from "./runRecord.ts";

export interface StoredRun {
  record: RunRecord;
  /** Absolute. */
  configFile: string;
}

/** Reads a run from its folder: the same record that its events made when it was trained. */
export async function readStoredRun(folder: string, hiddenStates: HiddenStates): Promise<StoredRun> {
  const run = await RunFolder.open(folder);
  const [state, metrics, samples, vocabulary, hasCheckpoint, baselines, reports] = await Promise.all([
    run.state(),
    run.readMetrics(),
    run.readSamples(),
    run.readVocabulary().catch(() => undefined),
    run.hasCheckpoint("last"),
    run.readBaselines(),
    run.readReports(),
  ]);
  const { manifest } = run;
  const { id, name, parameters, build, config } = manifest;
  const record = new RunRecord({
    id,
    folder,
    name,
    parameters,
    build,
    symbols: symbolsIn(vocabulary),
    ...kindOf(config),
    bestBy: bestBy(config),
    ...(isCounted(config.model?.kind) && { counted: labelOfModel(config) }),
  });
  for (const row of baselines) record.apply({ event: "baseline", ...row });
  for (const report of reports) record.apply({ event: "report", ...report });
  for (const row of metrics) apply(record, eventOf(row));
  for (const row of samples) apply(record, eventOf({ ...row, event: "sample" }));
  record.progress = { ...progressOf(manifest, state, record.progress), hasCheckpoint };
  const hidden = await hiddenStates.load(id);
  // The last sample may be written when its states are not; those before it say whose they are. Of a text that is gone, none are.
  if (hidden !== null && record.hasPreview(hidden.step)) record.showHidden(hidden);
  return { record, configFile: resolve(folder, manifest.configFile) };
}

/** The manifest knows the latest checkpoint, the log perhaps a little more. */
function progressOf({ summary }: RunManifest, state: RunState, logged: PanelProgress): PanelProgress {
  return {
    state,
    step: Math.max(summary.step, logged.step),
    steps: summary.steps,
    epoch: Math.max(summary.epoch, logged.epoch),
    loss: logged.loss ?? summary.loss,
    gradientNorm: logged.gradientNorm,
    clippedShare: logged.clippedShare,
    updateRatio: logged.updateRatio,
    tokensPerSecond: logged.tokensPerSecond ?? summary.tokensPerSecond,
    secondsLeft: null,
    best: measurement(summary.best) ?? logged.best,
    test: measurement(summary.test),
    error: summary.error ?? null,
  };
}

function measurement(metrics: RunMetrics | null): Measurement | null {
  if (metrics?.loss === null || metrics?.loss === undefined) return null;
  const { step, loss } = metrics;
  return { step, loss, ...metricsOf(metrics) };
}

function apply(record: RunRecord, event: RunEvent<Config> | undefined): void {
  if (event !== undefined) record.apply(event);
}

/** A row of a log as the event it was; rows of any other shape, since folders come from anywhere, are passed over. */
function eventOf(row: LogRow): RunEvent<Config> | undefined {
  const number = (key: string) => (typeof row[key] === "number" ? (row[key] as number) : undefined);
  const step = number("step");
  if (step === undefined) return undefined;
  const loss = number("loss");
  if (row.event === "step" && loss !== undefined) {
    const or0 = (key: string) => number(key) ?? 0;
    const [epoch, gradientNorm, clippedNorm] = ["epoch", "gradientNorm", "clippedNorm"].map(or0);
    const [clippedShare, updateRatio] = ["clippedShare", "updateRatio"].map(or0);
    const [learningRate, tokensPerSecond] = ["learningRate", "tokensPerSecond"].map(or0);
    const clipping = { gradientNorm, clippedNorm, clippedShare };
    return { event: "step", step, epoch, loss, ...clipping, updateRatio, learningRate, tokensPerSecond };
  }
  if (row.event === "validation" && loss !== undefined) {
    return { event: "validation", step, loss, ...metricsOf(row), targets: number("targets") ?? 0 };
  }
  if (row.event === "sample" && typeof row.text === "string") {
    const prompt = typeof row.prompt === "string" ? row.prompt : "";
    const start = typeof row.start === "string" ? { start: row.start } : {};
    const backward = row.backward === true ? ({ backward: true } as const) : {};
    return { event: "sample", step, preview: { kind: "text", ...start, prompt, text: row.text, ...backward } };
  }
  return undefined;
}

function symbolsIn(vocabulary: unknown): number {
  const symbols = (vocabulary as { symbols?: unknown } | undefined)?.symbols;
  return Array.isArray(symbols) ? symbols.length : 0;
}

/** Where a run comes from: when it began, and in what it differs from the run of its config before it. */
export async function originOf(run: RunFolder, language: string): Promise<RunOrigin> {
  const { manifest } = run;
  const before = await runBefore(run);
  return {
    created: manifest.created,
    began: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
      new Date(manifest.created),
    ),
    changes: before === undefined ? [] : changesText(runChanges(before, manifest)),
  };
}
