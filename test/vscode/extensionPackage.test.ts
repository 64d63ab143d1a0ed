// The .vsix, installed as a person would, in the newest VS Code and in one near the oldest that it promises to run in.

import { readdirSync } from "node:fs";
import { copyFile, cp, mkdtemp, readdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { tasks } from "../../tools/run.mjs";
import { extensionLog } from "./extensionLog.ts";
import { installServer } from "./install.ts";
import { outputFolder, repository } from "./paths.ts";
import { run } from "./run.ts";
import { Server } from "./server.ts";
import { TrainingWorkspace } from "./trainingWorkspace.ts";
import { until } from "./until.ts";
import { Workbench } from "./workbench.ts";

const vsix = path.join(outputFolder, "unroll.vsix");
/** What the build of the package made, and what is in the package, by paths in the repository. */
let built: string[];
let packed: string[];

beforeAll(async () => {
  // On its way while the other one is tested; who needs it hears of a failure.
  installServer("floor", console.log).catch(() => {});
  // As `npm run package` does it, but elsewhere: other tests run what is built here.
  const copy = await mkdtemp(path.join(tmpdir(), "unroll-package-"));
  try {
    const left = new Set(["dist", "node_modules", "test"]);
    const entries = (await readdir(repository)).filter((name) => !name.startsWith(".") && !left.has(name));
    for (const name of [...entries, ".vscodeignore"])
      await cp(path.join(repository, name), path.join(copy, name), { recursive: true, preserveTimestamps: true });
    // What no option of a build changes is compiled once.
    await cp(path.join(repository, "dist/core"), path.join(copy, "dist/core"), {
      recursive: true,
      preserveTimestamps: true,
    });
    await symlink(path.join(repository, "node_modules"), path.join(copy, "node_modules"));
    const [build, [vsce, ...given]] = tasks.package(["--out", vsix]);
    await run(process.execPath, build, { cwd: copy });
    const listed = ["ls", "--no-dependencies", "--readme-path", "dist/README.md"];
    packed = (await run(process.execPath, [vsce, ...listed], { cwd: copy })).trim().split(/\r?\n/);
    built = readdirSync(path.join(copy, "dist"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^\.|\.(map|d\.ts)$/.test(entry.name))
      .map((entry) => path.relative(copy, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
    await run(process.execPath, [vsce, ...given], { cwd: copy });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}, 120_000);

test("holds all that is built", () => {
  expect(built.length).toBeGreaterThan(10);
  expect(packed).toEqual(expect.arrayContaining(built));
});

test("is small", async () => {
  const { size } = await stat(vsix);
  console.log(`unroll.vsix: ${(size / 1e6).toFixed(2)} MB`);
  expect(size).toBeLessThan(3.5e6);
});

test.each(["current", "floor"] as const)(
  "trains the sample in the %s VS Code",
  { timeout: 600_000 },
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
    expect(await brokenLinks(await packageFolder(server))).toEqual([]);
    await using workbench = await Workbench.open({ server, folder: workspace.folder });
    await workbench.openFile("book.rnnconfig");
    // The language server of the package answers.
    const key = workbench.page.locator(".view-line span", { hasText: '"task"' }).last();
    await workbench.editorHover(key, "What the model learns");
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
    if (version === "current") await pageIsWhole(workbench);
    expect(workbench.errors.foreign).toEqual([]);
  },
);

/** Where VS Code put the package. */
async function packageFolder({ dataFolder }: Server): Promise<string> {
  const extensions = path.join(dataFolder, "extensions");
  const name = (await readdir(extensions)).find((entry) => entry.startsWith("unroll."));
  return path.join(extensions, name ?? "");
}

/** What the README of a package shows or links to that is not there, and what those pages show or link to. */
async function brokenLinks(folder: string): Promise<string[]> {
  const waiting = ["readme.md"];
  const broken: string[] = [];
  let followed = 0;
  for (const page of waiting) {
    const text = await readFile(path.join(folder, page), "utf8");
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchorOf(title));
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b);
    for (const link of links.filter((it) => !/^\w+:/.test(it))) {
      followed++;
      const [file, anchor] = link.split("#");
      const target = path.posix.join(path.posix.dirname(page), decodeURI(file));
      if (file === "" && !headings.includes(anchor)) broken.push(`${page}: ${link}`);
      if (file === "" || waiting.includes(target)) continue;
      const found = await stat(path.join(folder, target)).catch(() => undefined);
      if (!found?.isFile() || found.size === 0) broken.push(`${page}: ${link}`);
      else if (target.endsWith(".md")) waiting.push(target);
    }
  }
  expect(followed).toBeGreaterThan(4);
  expect(waiting).toEqual(["readme.md", "media/manual.md", "ARCHITECTURE.md", "changelog.md"]);
  return broken;
}

/** A heading's name in a link. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

/** The page of the extension, the first that a person sees of it, has no sign of a picture that is missing. */
async function pageIsWhole(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand("Extensions: Show Installed Extensions");
  await page.locator(".extension-list-item", { hasText: "Unroll" }).first().click();
  const readme = await until("the page of the extension", async () => {
    for (const frame of page.frames()) {
      const title = await frame
        .locator("h2", { hasText: "A first config" })
        .count()
        .catch(() => 0);
      if (title > 0) return frame;
    }
    return undefined;
  });
  const missing = await readme.locator("img").evaluateAll(
    (images) =>
      images.filter((image) => {
        const { naturalWidth, alt } = image as HTMLImageElement;
        return naturalWidth === 0 && alt !== "";
      }).length,
  );
  expect(missing).toBe(0);
}
