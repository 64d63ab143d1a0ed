import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busy, load, machine } from "./machine.ts";
import type { Options } from "./report.ts";
import { table } from "./table.ts";
import { type Experiment, experiments, REAL, type Trial } from "./templates/experiments.ts";
import { type Trained, train, unroll } from "./templates/train.ts";

/** Its experiments, by name. */
export const templateRows = experiments.map(({ name }) => name);

/** What a person should wait at most for a template, seconds. */
const MOST_SECONDS = 180;
/** Of these less is better. */
const FALLING = new Set<Trial["metric"]>(["perplexity", "mase", "errorRate"]);

/** Trains every template in full, and the proofs on real data, and says whether each reaches what it has to. */
export async function templates({ rows }: Options): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const before = load();
  say(`Templates in full, ${new Date().toISOString().slice(0, 10)}: ${machine()}; load ${before.toFixed(1)}`);
  const lines: string[][] = [];
  const missed: string[] = [];
  for (const experiment of experiments) {
    if (rows.length > 0 && !rows.some((start) => experiment.name.startsWith(start))) continue;
    for (const [trial, trained] of await run(experiment)) {
      lines.push(rowOf(experiment, trial, trained));
      const misses = failures(trial, trained).map((failure) => `${experiment.name}, ${trial.config}: ${failure}`);
      for (const miss of misses) process.stderr.write(`${miss}\n`);
      missed.push(...misses);
      process.stderr.write(`${lines.at(-1)!.join("  ")}\n`);
    }
  }
  say(`\n${table(["experiment", "of the test", "figures", "best baseline", "required", "seconds"], lines)}\n`);
  const warning = busy(before);
  if (warning) say(warning);
  for (const miss of missed) say(`- MISSED ${miss}`);
  if (missed.length > 0) throw new Error("Not every template reached what is required of it");
  say("- Each reached what is required of it.");
}

async function run({ name, write, trials }: Experiment): Promise<[Trial, Trained[]][]> {
  const folder = mkdtempSync(join(tmpdir(), "unroll-templates-"));
  try {
    mkdirSync(folder, { recursive: true });
    if (write) write(folder);
    else await unroll(folder, "new", name, ".");
    const outcomes: [Trial, Trained[]][] = [];
    for (const trial of trials) {
      const trained: Trained[] = [];
      for (const seed of trial.seeds ?? [1]) trained.push(await train(folder, trial, seed));
      outcomes.push([trial, trained]);
    }
    return outcomes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const meanFigure = (trained: readonly Trained[]) => mean(trained.map(({ figure }) => figure ?? Number.NaN));

/** The best of the baselines, by its mean over the seeds. */
function bestBaseline({ metric }: Trial, trained: readonly Trained[]) {
  const means = trained[0].baselines.map(({ name }, i) => {
    return { name, figure: mean(trained.map(({ baselines }) => baselines[i].figure)) };
  });
  const better = FALLING.has(metric) ? 1 : -1;
  return means.sort((a, b) => better * (a.figure - b.figure))[0];
}

function rowOf({ name }: Experiment, trial: Trial, trained: readonly Trained[]): string[] {
  const { config, metric, least, most, diverges } = trial;
  const best = bestBaseline(trial, trained);
  const bound = least === undefined ? (most === undefined ? "" : `≤ ${most}`) : `≥ ${least}`;
  return [
    `${name}, ${config.replace(".rnnconfig", "")}`,
    metric ?? "",
    trained.map(({ figure, reason }) => figure?.toPrecision(3) ?? reason).join(", "),
    best ? `${best.figure.toPrecision(3)} ${best.name}` : "",
    diverges ? "diverged" : bound,
    Math.max(...trained.map(({ seconds }) => seconds)).toFixed(0),
  ];
}

function failures(trial: Trial, trained: readonly Trained[]): string[] {
  const { config, metric, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, diverges } = trial;
  const wanted = diverges ? "diverged" : "finished";
  const strangers = trained.filter(({ reason }) => reason !== wanted);
  if (strangers.length > 0) return [`ended as ${strangers[0].reason}, not ${wanted}`];
  const slowest = Math.max(...trained.map(({ seconds }) => seconds));
  const slow = slowest <= MOST_SECONDS ? [] : [`took ${slowest.toFixed(0)} s, more than ${MOST_SECONDS}`];
  if (diverges) return slow;
  const reached = meanFigure(trained);
  const bounds = reached >= least && reached <= most ? [] : [`${metric} is ${reached.toPrecision(3)}`];
  // What shall fail need not beat anything.
  const best = FALLING.has(metric) || most === Number.POSITIVE_INFINITY ? bestBaseline(trial, trained) : undefined;
  const beaten = !best || (FALLING.has(metric) ? reached < best.figure : reached > best.figure);
  // On real data a baseline may win, and the table says so; a template has to teach something.
  const isTemplate = config !== REAL;
  return [
    ...slow,
    ...bounds,
    ...(beaten || !isTemplate ? [] : [`${best.name} is better: ${best.figure.toPrecision(3)}`]),
  ];
}
