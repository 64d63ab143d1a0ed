import { join } from "node:path";
import { repository } from "../vscode/paths.ts";
import { runSuite } from "../vscode/suite.ts";
import { configText, TrainingWorkspace } from "../vscode/trainingWorkspace.ts";
import type { Options } from "./report.ts";

/** What the extension costs the host that it shares with all other extensions, in a real VS Code, once a round. */
export async function host({ rounds }: Options): Promise<void> {
  const tests = [join(repository, "test/vscode/suites/hostCost.ts")];
  for (let round = 1; round <= rounds; round++) {
    await using workspace = await TrainingWorkspace.create({ "sea.rnnconfig": configText({ units: 32 }) });
    const { folder } = workspace;
    const { passed, output } = await runSuite({ name: "bench-host", extension: repository, tests, folder });
    process.stdout.write(`round ${round}\n${output}\n`);
    if (!passed) throw new Error("The suite failed.");
  }
}
