import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unroll } from "../../templates/train.ts";

export type Figures = Record<string, number>;

/** A run that has ended. */
export interface Trained {
  run: string;
  seconds: number;
  parameters: number;
  test: Figures;
  /** On the test part, by name. */
  baselines: Record<string, Figures>;
}

/** Trains a config of a folder to its end, with settings as `--set` has them. */
export async function trained(folder: string, config: string, settings: readonly string[]): Promise<Trained> {
  const set = settings.flatMap((setting) => ["--set", setting]);
  const events = (await unroll(folder, "train", config, ...set)) as { event: string; [key: string]: unknown }[];
  const find = (name: string) => events.find(({ event }) => event === name) ?? {};
  const { run, reason, seconds, test } = find("done") as {
    run: string;
    reason: string;
    seconds: number;
    test: Figures;
  };
  if (reason !== "finished") throw new Error(`${config} ended as ${reason}`);
  const rows = events.filter(({ event, part }) => event === "baseline" && part === "test");
  const baselines = Object.fromEntries(rows.map((row) => [row.name as string, row as unknown as Figures]));
  return { run, seconds, parameters: (find("start") as { parameters: number }).parameters, test, baselines };
}

/** Does something in a folder of its own, which is gone afterwards. */
export async function inFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `unroll-${name}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
