import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { repository } from "../vscode/paths.ts";
import { Server } from "../vscode/server.ts";
import { runSuite } from "../vscode/suite.ts";
import { Workbench } from "../vscode/workbench.ts";
import { runBundled } from "./bundled.ts";
import type { Options } from "./report.ts";

const ROWS = ".sidebar .pane-body .monaco-list-row";

/** The tree of 1,000 runs of one config: reading them, and in a real VS Code opening the view, scrolling it, and what it costs the host. */
export async function tree({ rounds }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "unroll-tree-"));
  try {
    await runBundled("treeRuns.ts", ["make", folder]);
    for (let round = 1; round <= rounds; round++) {
      process.stdout.write(
        `round ${round}: ${await runBundled("treeRuns.ts", ["read", folder])}\n  ${await opening(folder)}\n`,
      );
    }
    const tests = [join(repository, "test/vscode/suites/treeCost.ts")];
    const { passed, output } = await runSuite({ name: "bench-tree", extension: repository, tests, folder });
    process.stdout.write(`${output}\n`);
    if (!passed) throw new Error("The suite failed.");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the click on the icon to the rows, in a window that has just opened and again; and frames while somebody scrolls. */
async function opening(folder: string): Promise<string> {
  const server = await Server.start({ name: "bench-tree-window", extensions: [repository] });
  const workbench = await Workbench.open({ server, folder });
  try {
    const { page } = workbench;
    const cold = await clicked(page, "Unroll");
    await page.locator(".activitybar").getByRole("tab", { name: "Explorer" }).click();
    await page.locator(".explorer-folders-view").waitFor();
    const warm = await clicked(page, "Unroll");
    return `the view shows them ${ms(cold)} after the first click, which starts the extension, and ${ms(warm)} after the next; ${await scrolled(page)}`;
  } finally {
    await workbench.close();
    await server.stop();
  }
}

async function clicked(page: Page, title: string): Promise<number> {
  const tab = page.locator(".activitybar").getByRole("tab", { name: title });
  await tab.waitFor();
  const shown = page.evaluate(
    (rows) =>
      new Promise<number>((done) => {
        let begun = 0;
        window.addEventListener("pointerdown", () => (begun = performance.now()), { capture: true, once: true });
        const look = () => {
          const full = [...document.querySelectorAll(rows)].some((row) => row.textContent?.includes("loss"));
          if (begun > 0 && full) done(performance.now() - begun);
          else requestAnimationFrame(look);
        };
        look();
      }),
    ROWS,
  );
  await tab.click();
  await page.locator(ROWS, { hasText: "loss" }).first().waitFor({ timeout: 60_000 });
  return await shown;
}

/** Two hundred turns of the wheel, from the first run to the last. */
async function scrolled(page: Page): Promise<string> {
  const row = (await page.locator(ROWS).nth(5).boundingBox())!;
  await page.mouse.move(row.x + 40, row.y + 5);
  await page.evaluate(() => {
    const noted = { frames: [] as number[] };
    Object.assign(window, { noted });
    let last = performance.now();
    const note = (now: number) => {
      noted.frames.push(now - last);
      last = now;
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  for (let turn = 0; turn < 200; turn++) await page.mouse.wheel(0, 110);
  const frames = await page.evaluate(() => (window as unknown as { noted: { frames: number[] } }).noted.frames);
  const sorted = frames.sort((a, b) => a - b);
  return `while it is scrolled half of the frames come within ${ms(sorted[sorted.length >> 1])}, 99 of 100 within ${ms(sorted[Math.floor(0.99 * sorted.length)])}`;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`;
}
