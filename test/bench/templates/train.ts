import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Trial } from "./experiments.ts";

const cli = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));

export interface Trained {
  reason: string;
  /** Wall clock of the whole command: data, baselines, training, test. */
  seconds: number;
  figure: number | undefined;
  /** The same metric of each baseline. */
  baselines: { name: string; figure: number }[];
}

type Event = { event: string; part?: string; name?: string; reason?: string; test?: Record<string, number> | null };

/** Runs a command of dist/cli.js with --json in a folder; its events. */
export async function unroll(cwd: string, ...args: string[]): Promise<Event[]> {
  const child = spawn(process.execPath, [cli, ...args, "--json"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const events: Event[] = [];
  for await (const line of createInterface(child.stdout)) events.push(JSON.parse(line));
  const status = await ended;
  if (status === 2 || events.length === 0)
    throw new Error(`unroll ${args.join(" ")} ended with ${status}:\n${complaints}`);
  return events;
}

/** Trains a config to its end, as a person does, and looks at one metric of the test. */
export async function train(folder: string, trial: Trial, seed: number): Promise<Trained> {
  const { config, settings = [], metric } = trial;
  const began = performance.now();
  const set = [...settings, `training.seed=${seed}`].flatMap((setting) => ["--set", setting]);
  const events = await unroll(folder, "train", config, ...set);
  const seconds = (performance.now() - began) / 1000;
  const done = events.find(({ event }) => event === "done");
  const figureOf = (of: object) => (metric ? (of as Record<string, number>)[metric] : undefined);
  const baselines = events
    .filter(({ event, part }) => event === "baseline" && part === "test")
    .map((event) => ({ name: event.name!, figure: figureOf(event) ?? Number.NaN }));
  return { reason: done?.reason ?? "error", seconds, figure: figureOf(done?.test ?? {}), baselines };
}
