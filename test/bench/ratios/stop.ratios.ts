import { test } from "vitest";
import { named, RunningCommand } from "../../support/commandLine.ts";
import { smallConfig, words, workspace } from "../../support/workspace.ts";
import { atMost, median } from "./atMost.ts";

test("Ctrl-C in a large training: it is stopped and saved within the time of a few steps", {
  timeout: 120_000,
}, async () => {
  const big = {
    model: { units: 512, embedding: 64 },
    training: { steps: 1000, batchSize: 64, sequenceLength: 64, sampleEvery: 1000, validateEvery: 1000 },
  };
  const folder = workspace({ "a.rnnconfig": smallConfig(big), "book.txt": words(60_000) });
  const ratio = await median(async () => {
    const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
    await command.until(({ event, step }) => event === "step" && step === 2);
    const begun = performance.now();
    const { events } = await command.kill("SIGINT");
    const took = performance.now() - begun;
    const { tokensPerSecond } = named(events, "step").at(-1)!;
    return took / ((4096 / (tokensPerSecond as number)) * 1000);
  }, 3);
  atMost(3, "Ctrl-C, LSTM 1×512 B64 T64 / a step", ratio);
});
