// The .vsix, installed as a person would, in the newest VS Code and in one near the oldest that it promises to run in.

import { copyFile, stat } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { extensionLog } from "./extensionLog.ts";
import { installServer } from "./install.ts";
import { outputFolder, repository } from "./paths.ts";
import { run } from "./run.ts";
import { Server } from "./server.ts";
import { TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

const vsix = path.join(outputFolder, "unroll.vsix");

beforeAll(async () => {
  // On its way while the other one is tested; who needs it hears of a failure.
  installServer("floor", console.log).catch(() => {});
  // What is built now, without building it anew: the options are those of `npm run package`.
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix];
  await run(process.execPath, [path.join(repository, "node_modules/@vscode/vsce/vsce"), "package", ...options], {
    cwd: repository,
  });
}, 120_000);

test("is small", async () => {
  const { size } = await stat(vsix);
  console.log(`unroll.vsix: ${(size / 1e6).toFixed(2)} MB`);
  expect(size).toBeLessThan(3e6);
});

test.each(["current", "floor"] as const)(
  "trains the sample in the %s VS Code",
  { timeout: 600_000, retry: 1 },
  async (version) => {
    const sample = path.join(repository, "media/templates/book");
    await using workspace = await TrainingWorkspace.create({}, 0);
    for (const name of ["book.rnnconfig", "moby-dick.txt"])
      await copyFile(path.join(sample, name), workspace.file(name));
    await using server = await Server.start({ version, name: `package-${version}`, vsix: [vsix], say: console.log });
    await using workbench = await Workbench.open({ server, folder: workspace.folder });
    await workbench.openFile("book.rnnconfig");
    await workbench.runCommand("Train RNN");
    await workbench.statusBarItem(/book \d+% · loss \d\.\d\d/, { timeout: 60_000 });
    const frame = await workbench.waitForWebview("Training: book");
    await until("a curve of some points", async () => /\bStep\s+[1-9]/.test(await frame.locator("body").innerText()), {
      timeout: 60_000,
    });
    await workbench.screenshot(`package-${version}`);
    const [folder] = await workspace.runs();
    await workbench.runCommand("Stop Training");
    await until("the run to be stopped", async () => (await workspace.manifest(folder)).state === "stopped");
    console.log((await extensionLog(server)).join("\n"));
    expect(workbench.errors.foreign).toEqual([]);
  },
);
