// The .vsix, installed as a person would, in the newest VS Code and in one near the oldest that it promises to run in.

import { readdirSync } from "node:fs";
import { copyFile, cp, mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
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
/** What the package holds, by paths in the repository. */
let packed: string[];

beforeAll(async () => {
  // On its way while the other one is tested; who needs it hears of a failure.
  installServer("floor", console.log).catch(() => {});
  // As `npm run package` does it, but elsewhere: other tests run what is built here.
  const copy = await mkdtemp(path.join(tmpdir(), "unroll-package-"));
  try {
    const left = new Set(["node_modules", "test"]);
    const entries = (await readdir(repository)).filter((name) => !name.startsWith(".") && !left.has(name));
    for (const name of [...entries, ".vscodeignore"])
      await cp(path.join(repository, name), path.join(copy, name), { recursive: true });
    await cp(path.join(repository, "dist/.stamps.json"), path.join(copy, "dist/.stamps.json"));
    await symlink(path.join(repository, "node_modules"), path.join(copy, "node_modules"));
    await run(process.execPath, ["build.mjs", "--production"], { cwd: copy });
    const vsce = (...given: string[]) =>
      run(process.execPath, ["node_modules/@vscode/vsce/vsce", ...given, "--no-dependencies"], { cwd: copy });
    packed = (await vsce("ls")).trim().split(/\r?\n/);
    await vsce("package", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", vsix);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}, 120_000);

test("holds all that is built", () => {
  const built = readdirSync(path.join(repository, "dist"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".map") && !entry.name.startsWith("."))
    .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
  expect(built.length).toBeGreaterThan(10);
  expect(packed).toEqual(expect.arrayContaining(built));
});

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
    await using server = await Server.start({
      ...{ version, name: `package-${version}`, vsix: [vsix], say: console.log },
      // On two cores it takes one thread by itself, but helper threads have a script of the package too.
      settings: { "unroll.maxThreads": 2 },
    });
    await using workbench = await Workbench.open({ server, folder: workspace.folder });
    await workbench.openFile("book.rnnconfig");
    await hoverExplainsTask(workbench);
    await workbench.runCommand("Train RNN");
    await workbench.statusBarItem(/book \d+% · loss \d\.\d\d/, { timeout: 60_000 });
    const frame = await workbench.waitForWebview("Training: book");
    await until("a curve of some points", async () => /\bStep\s+[1-9]/.test(await frame.locator("body").innerText()), {
      timeout: 60_000,
    });
    await workbench.screenshot(`package-${version}`);
    const [folder] = await workspace.runs();
    expect((await workspace.manifest(folder)).threads).toBe(2);
    await until("twenty steps", async () => (await workspace.lastStep(folder)) > 20, { timeout: 60_000 });
    expect(await workbench.notifications()).toEqual([]);
    await workbench.runCommand("Stop Training");
    await until("the run to be stopped", async () => (await workspace.manifest(folder)).state === "stopped");
    console.log((await extensionLog(server)).join("\n"));
    expect(workbench.errors.foreign).toEqual([]);
  },
);

/** The language server of the package answers, once it has started. */
async function hoverExplainsTask({ page }: Workbench): Promise<void> {
  const key = page.locator(".view-line span", { hasText: '"task"' }).last();
  const hover = page.locator(".monaco-hover:visible", { hasText: "What the network learns" });
  await until("the hover of a key", async () => {
    await page.mouse.move(0, 0);
    await key.hover();
    return hover
      .first()
      .waitFor({ timeout: 2000 })
      .then(() => true);
  });
}
