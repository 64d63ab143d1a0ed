// What is asked of the extension from inside its host: the same suite for a server's VS Code and for the desktop's.

import path from "node:path";
import { expect, test } from "vitest";
import { runDesktopSuite } from "./desktop.ts";
import { repository } from "./paths.ts";
import { runSuite } from "./suite.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";

const tests = [path.join(import.meta.dirname, "suites/training.ts")];
const configs = { "sea.rnnconfig": configText({ units: 32 }) };

test("the suite passes in a server's VS Code", { timeout: 300_000 }, async () => {
  await using workspace = await TrainingWorkspace.create(configs, 50_000);
  const { folder } = workspace;
  const { passed, output } = await runSuite({ name: "extension-suite", extension: repository, tests, folder });
  expect(passed, output).toBe(true);
});

test("the suite passes in the desktop VS Code, where there is one", { timeout: 300_000 }, async (context) => {
  await using workspace = await TrainingWorkspace.create(configs, 50_000);
  let why = "";
  const outcome = await runDesktopSuite({ extension: repository, tests, folder: workspace.folder }, (line) => {
    why = line;
    console.log(line);
  });
  context.skip(outcome === "skipped", why);
  expect(outcome).toBe("passed");
});
