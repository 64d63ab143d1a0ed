import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { createBirpc } from "birpc";
import type { Page } from "playwright-core";
import type { CurveBlock } from "../../src/base/curves/curveBlock.ts";
import type { Background } from "../../src/contracts/background.ts";
import type { ComparisonTable } from "../../src/contracts/comparisonPanel.ts";
import { openBrowser } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { servePanels } from "../support/panels/serve.ts";
import { frames, noteFrames } from "./frameTimes.ts";
import type { Options } from "./report.ts";

const RUNS = 200;
const DRAWN = 20;
const ROWS = 100_000;
/** Updates while somebody looks, ten a second, and rows of each run in each. */
const UPDATES = 100;
const ROWS_OF_UPDATE = 10;

const columns = ["step", "epoch", "loss", "gradientNorm", "learningRate", "tokensPerSecond", "seconds"];
/** So many rows fill a block of 64 kB. */
const FULL = Math.floor(65_536 / 8 / columns.length);

/** What a table of 200 runs takes from the disk to the page, and what twenty runs of 100,000 rows cost a frame, once a round. */
export async function comparison({ rounds }: Options): Promise<void> {
  await using server = await servePanels({ keepBundles: true, panel: "comparison" });
  const browser = await openBrowser();
  const folder = mkdtempSync(join(tmpdir(), "unroll-comparison-"));
  const open = async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    // What does not draw takes no time.
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.addInitScript(noteFrames);
    await page.goto(`${server.url}/panel.html?theme=dark`);
    return page;
  };
  try {
    const folders = makeRuns(folder);
    for (let round = 1; round <= rounds; round++) {
      const { said, table } = await tables(folders, open);
      process.stdout.write(`round ${round}: ${said}\n  ${await curves(table, open)}\n`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The table of 200 runs, by a thread that knows none of them and once more, and what it takes the page; and that of twenty. */
async function tables(
  folders: readonly string[],
  open: () => Promise<Page>,
): Promise<{ said: string; table: ComparisonTable }> {
  const worker = new Worker(join(import.meta.dirname, "../../dist/background.cjs"));
  try {
    const background = createBirpc<Background, Record<string, never>>(
      {},
      { post: (data) => worker.postMessage(data), on: (handle) => worker.on("message", handle), timeout: -1 },
    );
    // The thread is there; of runs it knows nothing.
    await background.checkConfig("{}");
    const [cold, all] = await timed(() => background.compareRuns(folders, "en"));
    const [warm] = await timed(() => background.compareRuns(folders, "en"));
    const page = await open();
    const [first, again] = await page.evaluate(showTable, { folders: [...folders], table: all });
    await page.close();
    const said = [
      `a table of ${all.rows.length} runs is read in ${cold.toFixed(0)} ms, and once more in ${warm.toFixed(0)} ms`,
      `the page shows it after ${first.toFixed(0)} ms, and another in its place after ${again.toFixed(0)} ms`,
    ];
    return { said: said.join("; "), table: await background.compareRuns(folders.slice(0, DRAWN), "en") };
  } finally {
    await worker.terminate();
  }
}

/** Copies of a run with other seeds and sizes. */
function makeRuns(folder: string): string[] {
  const old = join(import.meta.dirname, "../oldRuns/v0.1.0/characters/run");
  const manifest = JSON.parse(readFileSync(join(old, "run.json"), "utf8"));
  return Array.from({ length: RUNS }, (_, i) => {
    const path = join(folder, `run-${i}`);
    mkdirSync(path);
    cpSync(join(old, "vocabulary.json"), join(path, "vocabulary.json"));
    const config = structuredClone(manifest.config);
    config.training.seed = i % 5;
    config.model.units = 16 + Math.floor(i / 5);
    writeFileSync(join(path, "run.json"), JSON.stringify({ ...manifest, id: `run-${i}`, config }));
    return path;
  });
}

async function timed<R>(act: () => Promise<R>): Promise<[number, R]> {
  const began = performance.now();
  const result = await act();
  return [performance.now() - began, result];
}

/** In the page: from the message until the table has been drawn, and the same for one with other figures. */
async function showTable({ folders, table }: { folders: string[]; table: ComparisonTable }): Promise<number[]> {
  const { drawn } = window as unknown as { drawn(): Promise<void> };
  const show = async (shown: ComparisonTable) => {
    const began = performance.now();
    window.postMessage({ type: "table", folders, table: shown }, "*");
    await drawn();
    return performance.now() - began;
  };
  const rows = table.rows.map((row) => ({ ...row, step: row.step + 1, seconds: row.seconds + 1 }));
  return [await show(table), await show({ ...table, rows })];
}

/** Twenty runs over each other, in four groups and each by itself, while all of them grow. */
async function curves(table: ComparisonTable, open: () => Promise<Page>): Promise<string> {
  const page = await open();
  const given = { folders: table.rows.map(({ folder }) => folder), table, run: makeRecording({ steps: 20 }).run };
  const rows = { columns, full: FULL, rows: ROWS };
  const loading = await page.evaluate(load, { ...given, ...rows });
  const live = { ...given, ...rows, updates: UPDATES, rowsOfUpdate: ROWS_OF_UPDATE };
  const grouped = await page.evaluate(grow, live);
  await page.getByRole("combobox", { name: "Groups of seeds" }).selectOption("apart");
  const apart = await page.evaluate(grow, { ...live, rows: ROWS + UPDATES * ROWS_OF_UPDATE });
  await page.close();
  return [
    `${DRAWN} runs of ${ROWS.toLocaleString("en")} rows are in after ${(loading.took / 1000).toFixed(1)} s, ${frames(loading.frames)}`,
    `all of them growing ten times a second, in four groups: ${frames(grouped)}`,
    `each by itself: ${frames(apart)}`,
  ].join("\n  ");
}

interface Given {
  folders: string[];
  table: ComparisonTable;
  run: object;
  columns: string[];
  full: number;
  rows: number;
}

interface Noted {
  noted: { frames: number[] };
  drawn(): Promise<void>;
}

/** In the page: the table, and then all rows of all runs as the host sends them, a message of 32 blocks once the last was drawn, one run after the other. */
async function load({ folders, table, run, columns, full, rows }: Given): Promise<{ took: number; frames: number[] }> {
  const { noted, drawn } = window as unknown as Noted;
  const progress = { state: "running", step: 1, steps: 2e6, epoch: 1, loss: 2, gradientNorm: 1, tokensPerSecond: 1 };
  const rest = { secondsLeft: 100, best: null, test: null, error: null };
  const news = { progress: { ...progress, ...rest }, previews: [], hidden: null };
  const block = (k: number, from: number, count: number): CurveBlock => {
    const values = new Float64Array(columns.length * count);
    for (let row = 0; row < count; row++) {
      const step = from + row;
      const noise = Math.sin((step + 31 * k) * 12.9898) * 0.2;
      const of = { step, epoch: 1, loss: 1.5 + 0.1 * (k % 4) + 3 / Math.log10(9 + step) + noise, seconds: step / 100 };
      columns.forEach((name, i) => {
        values[i * count + row] = of[name as keyof typeof of] ?? 1 + noise + i;
      });
    }
    return { table: "steps", columns, after: from - 1, values: values.buffer };
  };
  const post = (folder: string, message: object) => window.postMessage({ type: "run", folder, message }, "*");
  const delta = (folder: string, curves: CurveBlock[]) =>
    post(folder, { type: "delta", ...news, baselines: null, reports: null, curves });
  Object.assign(window, { block, delta });
  window.postMessage({ type: "table", folders, table }, "*");
  for (const [k, folder] of folders.entries()) {
    const snapshot = { run: { ...run, id: `r${k}`, folder }, ...news, baselines: [], reports: [] };
    post(folder, { type: "snapshot", snapshot, curves: [] });
  }
  await drawn();
  noted.frames.length = 0;
  const began = performance.now();
  for (const [k, folder] of folders.entries()) {
    for (let from = 1; from <= rows; ) {
      const blocks: CurveBlock[] = [];
      for (; blocks.length < 32 && from <= rows; from += full)
        blocks.push(block(k, from, Math.min(full, rows + 1 - from)));
      delta(folder, blocks);
      await drawn();
    }
  }
  return { took: performance.now() - began, frames: [...noted.frames] };
}

/** In the page: ten updates a second of every run. */
async function grow({
  folders,
  rows,
  updates,
  rowsOfUpdate,
}: Given & { updates: number; rowsOfUpdate: number }): Promise<number[]> {
  const { noted, drawn, block, delta } = window as unknown as Noted & {
    block(k: number, from: number, count: number): CurveBlock;
    delta(folder: string, curves: CurveBlock[]): void;
  };
  for (let i = 0; i < 10; i++) await drawn();
  noted.frames.length = 0;
  for (let i = 0; i < updates; i++) {
    for (const [k, folder] of folders.entries()) delta(folder, [block(k, rows + 1 + i * rowsOfUpdate, rowsOfUpdate)]);
    await new Promise((next) => setTimeout(next, 100));
  }
  return noted.frames;
}
