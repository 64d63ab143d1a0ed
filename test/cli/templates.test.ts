// Each template trains as it is written, shortened; `npm run bench -- templates` trains each in full.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { templates } from "../../src/templates/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { workspace } from "../support/workspace.ts";

/** A few steps, and of a book's large model fewer, with less to measure. */
const SHORT = ["training.epochs=null", "training.steps=30", "training.validateEvery=30"];
const SHORTER = [...SHORT, "training.steps=8", "training.sampleEvery=8", "data.validation=0.002", "data.test=0.002"];

describe.each(templates)("the template $name", ({ name, configs }) => {
  it.each(configs)("%s trains as it is written", { timeout: 60_000 }, async (config) => {
    const folder = workspace();
    expect((await unroll(folder, "new", name, ".")).status).toBe(0);
    const checked = await unroll(folder, "validate", config, "--json");
    expect(checked).toMatchObject({ status: 0, events: [] });
    const settings = name === "book" || name === "words" ? SHORTER : SHORT;
    const set = settings.flatMap((setting) => ["--set", setting]);
    const { status, events, stderr } = await unroll(folder, "train", join(folder, config), ...set, "--json");
    const done = named(events, "done")[0];
    if (config === "explodes.rnnconfig") {
      expect({ status, reason: done?.reason }, stderr).toEqual({ status: 1, reason: "diverged" });
      return;
    }
    expect({ status, reason: done?.reason }, stderr).toEqual({ status: 0, reason: "finished" });
    // Nothing about it needs to be said twice: what Unroll would guess, the config says.
    expect(named(events, "warning").map(({ message }) => message)).toEqual([]);
    expect((done.test as { loss: number }).loss).toBeGreaterThan(0);
  });
});
