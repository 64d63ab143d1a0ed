import { resolve } from "node:path";
import { Compile } from "typebox/schema";
import { metricsOf } from "../../base/metrics.ts";
import { bestBy, type Config, isCounted, labelOfModel } from "../../config/index.ts";
import type { RunOrigin } from "../../contracts/background.ts";
import { type DrawnSymbol, preview } from "../../contracts/preview.ts";
import type { RunEvent } from "../../contracts/runEvents.ts";
import { sampleLine, stepLine, validationLine } from "../../contracts/runLogs.ts";
import type { Measurement } from "../../contracts/runs.ts";
import type { PanelProgress } from "../../contracts/trainingPanel.ts";
import {
  changesText,
  type LogRow,
  parseRow,
  RunFolder,
  type RunManifest,
  type RunMetrics,
  type RunState,
  readNotes,
  runBefore,
  runChanges,
  withAbsoluteSound,
} from "../../runs/index.ts";
import type { HiddenStates } from "./hiddenStates.ts";
import { kindOf, learningOf, RunRecord } from "./runRecord.ts";

// Compiled, unlike what a page checks: a long run has 100,000 rows.
const isStep = Compile(stepLine);
const isValidation = Compile(validationLine);
const isSample = Compile(sampleLine);
const isPreview = Compile(preview);

export interface StoredRun {
  record: RunRecord;
  /** Absolute. */
  configFile: string;
}

/** Reads a run from its folder: the same record that its events made when it was trained. */
export async function readStoredRun(folder: string, hiddenStates: HiddenStates): Promise<StoredRun> {
  const run = await RunFolder.open(folder);
  const [state, measured, samples, symbols, vocabulary, hasCheckpoint, baselines, reports] = await Promise.all([
    run.state(),
    lastMeasured(run),
    run.readSamples(),
    run.readSymbols(),
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
    ...kindOf(config, startsIn(vocabulary)),
    ...learningOf(config),
    bestBy: bestBy(config),
    ...(isCounted(config.model?.kind) && { counted: labelOfModel(config) }),
  });
  for (const row of baselines) record.apply({ event: "baseline", ...row });
  for (const report of reports) record.apply({ event: "report", ...report });
  const drawn = new Map(symbols.map((row) => [placeOf(row), row.drawn]));
  for (const event of [...measured, ...samples.map((row) => shown(row, drawn, folder))]) {
    if (event !== undefined) record.apply(event);
  }
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
    seconds: logged.seconds ?? summary.seconds,
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

/** The measurements of a log and its last step. Of the other steps, which may be a million, a panel reads the curves apart. */
async function lastMeasured(run: RunFolder): Promise<RunEvent<Config>[]> {
  let validations: RunEvent<Config>[] = [];
  let last: RunEvent<Config> | undefined;
  let step = "";
  const readStep = () => {
    const row = parseRow(step);
    const event = row && eventOf(row);
    if (event !== undefined) last = event;
    step = "";
  };
  const counts = (resumed: number) => (event: RunEvent<Config>) => "step" in event && event.step <= resumed;
  for await (const { text } of run.metricLines(0)) {
    if (text.startsWith(STEP)) {
      step = text;
      continue;
    }
    const row = parseRow(text);
    if (row?.event === "resume" && typeof row.step === "number") {
      readStep();
      if (last && !counts(row.step)(last)) last = undefined;
      validations = validations.filter(counts(row.step));
    } else {
      const event = row && eventOf(row);
      if (event !== undefined) validations.push(event);
    }
  }
  readStep();
  return [...validations, ...(last ? [last] : [])];
}

/** How rows of steps begin, which need not be read to be told from others. */
const STEP = '{"event":"step"';

/** A row of `metrics.jsonl` as the event it was. */
function eventOf(row: LogRow): RunEvent<Config> | undefined {
  if (isValidation.Check(row)) {
    const { step, loss, targets = 0 } = row;
    return { event: "validation", step, loss, ...metricsOf(row), targets };
  }
  if (!isStep.Check(row)) return undefined;
  const { event, step, loss, epoch = 0, gradientNorm = 0, clippedNorm = 0, clippedShare = 0 } = row;
  const { updateRatio = 0, learningRate = 0, tokensPerSecond = 0 } = row;
  const clipping = { gradientNorm, clippedNorm, clippedShare };
  return { event, step, epoch, loss, ...clipping, updateRatio, learningRate, tokensPerSecond };
}

/** A row of `samples.jsonl` as the event it was. */
function shown(row: LogRow, symbols: ReadonlyMap<string, DrawnSymbol[]>, folder: string): RunEvent<Config> | undefined {
  if (!isSample.Check(row)) return undefined;
  const { step, start, prompt = "", text, backward } = row;
  const drawn = symbols.get(placeOf(row));
  const added = drawn?.map((symbol) => symbol.text).join("") ?? "";
  if (row.preview !== undefined && isPreview.Check(row.preview)) {
    const preview = withAbsoluteSound(row.preview, folder);
    const isOf = preview.kind === "translation" && drawn && preview.texts.output.startsWith(added);
    return { event: "sample", step, preview: isOf ? { ...preview, drawn } : preview };
  }
  // A file that was changed may hold those of another text.
  const fits = drawn && (backward ? text.endsWith(added) : text.startsWith(added));
  const more = { ...(backward && { backward }), ...(fits && { drawn }) };
  const said = { ...(start !== undefined && { start }), prompt, text, ...more };
  return { event: "sample", step, preview: { kind: "text", ...said } };
}

function placeOf({ step, index = 0 }: { step: number; index?: number }): string {
  return `${step} ${index}`;
}

function symbolsIn(vocabulary: unknown): number {
  const { symbols, prompts = [] } = (vocabulary ?? {}) as { symbols?: unknown; prompts?: unknown };
  if (!Array.isArray(symbols)) return 0;
  const specials = ["<unk>", "<eos>", "<bos>", ...(Array.isArray(prompts) ? prompts : [])];
  return symbols.filter((symbol) => !specials.includes(symbol)).length;
}

/** The labels that its texts begin with. */
function startsIn(vocabulary: unknown): string[] {
  const { prompts } = (vocabulary ?? {}) as { prompts?: unknown };
  return Array.isArray(prompts) ? prompts.filter((prompt) => typeof prompt === "string") : [];
}

/** Where a run comes from: when it began, and in what it differs from the run of its config before it. */
export async function originOf(run: RunFolder, language: string): Promise<RunOrigin> {
  const { manifest } = run;
  const [before, notes] = await Promise.all([runBefore(run), readNotes(run.path).catch(() => undefined)]);
  return {
    ...(notes?.name !== undefined && { called: notes.name }),
    created: manifest.created,
    began: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
      new Date(manifest.created),
    ),
    changes: before === undefined ? [] : changesText(runChanges(before, manifest)),
  };
}
