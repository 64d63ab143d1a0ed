// What the extension costs the process that it shares with all others.

import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "./paths.ts";
import { runSuite } from "./suite.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";

test("training leaves the extension host free", { timeout: 300_000 }, async () => {
  await using workspace = await TrainingWorkspace.create({ "sea.rnnconfig": configText({ units: 32 }) });
  const tests = [path.join(import.meta.dirname, "suites/training.ts")];
  const { passed, output } = await runSuite({
    name: "extension-host",
    extension: repository,
    tests,
    folder: workspace.folder,
  });
  console.log(output);
  expect(passed).toBe(true);
});
