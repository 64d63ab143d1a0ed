// Runs of earlier versions open, answer as they did and resume, and the same configs still train to the same losses: all figures
// agree to six digits, since kernels that became faster round otherwise.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bestBuild } from "../../src/engine/index.ts";
import { unroll } from "../support/commandLine.ts";
import { logRows, workspace } from "../support/workspace.ts";
import { ALL_STEPS, KEPT_STEPS } from "./cases.ts";

const versions = readdirSync(import.meta.dirname).filter((name) => name.startsWith("v"));

/** What a later version may add, or say of another moment. */
const losses = (run: string) =>
  logRows(run)
    .filter(({ event }) => event === "step")
    .map(({ step, loss, gradientNorm }) => ({ step, loss, gradientNorm }));

/** Words that a model does not know are given as they stood now, and were `<unk>` in 0.1.0. */
function asLaterSaid(event: { symbols?: string[]; unknown?: string[] }) {
  const unknown = [...(event.unknown ?? [])];
  if (!event.symbols) return event;
  return { ...event, symbols: event.symbols.map((symbol) => (symbol === "<unk>" ? unknown.shift() : symbol)) };
}

/** The same, whose fractions may differ in the sixth digit. */
function nearly(value: unknown): unknown {
  if (typeof value === "number" && !Number.isInteger(value)) {
    return expect.closeTo(value, 6 - Math.max(0, Math.ceil(Math.log10(Math.abs(value)))));
  }
  if (Array.isArray(value)) return value.map(nearly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nearly(inner)]));
}

describe.each(versions)("runs of %s", (version) => {
  const root = join(import.meta.dirname, version);

  it.each(readdirSync(root))("%s", async (name) => {
    const folder = workspace();
    cpSync(join(root, name), folder, { recursive: true });
    const runs = join(folder, ".unroll/runs");
    mkdirSync(runs, { recursive: true });
    const manifest = readFileSync(join(folder, "run/run.json"), "utf8").replaceAll("FOLDER", folder);
    writeFileSync(join(folder, "run/run.json"), manifest);
    const { id, config } = JSON.parse(manifest);
    cpSync(join(folder, "run"), join(runs, id), { recursive: true });

    for (const { args, events } of JSON.parse(readFileSync(join(folder, "uses.json"), "utf8"))) {
      const used = await unroll(folder, ...args.map((arg: string) => (arg === "RUN" ? id : arg)), "--json");
      expect(used.status, used.stderr).toBe(0);
      const { length } = events;
      expect(used.events.slice(0, length), args.join(" ")).toMatchObject(nearly(events.map(asLaterSaid)) as object[]);
      expect(used.events.slice(length).map(({ event }) => event)).toEqual(args[0] === "predict" ? ["predictions"] : []);
    }
    // What counts has no steps to go on with.
    if (config.training.steps !== KEPT_STEPS) return;

    const kept = losses(join(runs, id));
    const resumed = await unroll(
      folder,
      "train",
      "--resume",
      id,
      "--set",
      `training.steps=${ALL_STEPS}`,
      "--allow-drift",
    );
    expect(resumed.status, resumed.stderr).toBe(0);
    const whole = await unroll(folder, "train", "a.rnnconfig", "--set", `training.steps=${ALL_STEPS}`);
    expect(whole.status, whole.stderr).toBe(0);
    const other = readdirSync(runs).find((run) => run !== id && !run.startsWith("."));
    const again = losses(join(runs, other as string));
    expect(again).toHaveLength(ALL_STEPS);
    expect(losses(join(runs, id))).toEqual(nearly([...kept, ...again.slice(KEPT_STEPS)]));
    // They were made with fused multiply-adds, which the other build has not.
    if (bestBuild() === "relaxed") expect(again.slice(0, KEPT_STEPS)).toEqual(nearly(kept));
  });
});
