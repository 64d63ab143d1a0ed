import type { Page } from "playwright-core";
import type { CurveBlock } from "../../src/base/curves/curveBlock.ts";
import type { PanelMessage } from "../../src/contracts/trainingPanel.ts";
import { openBrowser } from "../support/panels/browser.ts";
import { makeRecording } from "../support/panels/recording.ts";
import { servePanels } from "../support/panels/serve.ts";
import { runBundled } from "./bundled.ts";
import { frames, noteFrames } from "./frameTimes.ts";
import type { Options } from "./report.ts";

const ROWS = 1_000_000;
/** Updates while somebody looks, ten a second, and rows in each. */
const UPDATES = 100;
const ROWS_OF_UPDATE = 100;

const columns = [
  ...["step", "epoch", "loss", "gradientNorm", "clippedNorm", "clippedShare", "updateRatio", "tokensPerSecond"],
  ...["learningRate", "seconds"],
];
/** So many rows fill a block of 64 kB. */
const FULL = Math.floor(65_536 / 8 / columns.length);

/** What a million rows cost the page of a training and the host that hands them on, once a round. */
export async function panel({ rounds }: Options): Promise<void> {
  process.stdout.write(`${await runBundled("panelHost.ts", [String(ROWS)])}\n`);
  await using server = await servePanels({ keepBundles: true });
  const browser = await openBrowser();
  try {
    for (let round = 1; round <= rounds; round++) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
      await page.addInitScript(noteFrames);
      await page.addInitScript(makeSender);
      await page.goto(`${server.url}/panel.html?theme=dark`);
      process.stdout.write(`round ${round}: ${await measured(page)}\n`);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

async function measured(page: Page): Promise<string> {
  const devtools = await page.context().newCDPSession(page);
  const memory = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const usage = (await devtools.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
    return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
  };
  await page.evaluate((message) => window.postMessage(message, "*"), snapshot());
  await page.locator('[data-figure="loss"]').waitFor();
  const before = await memory();
  const all = { columns, full: FULL, rows: ROWS };
  const loaded = await page.evaluate(loadRows, all);
  const after = await memory();
  const live = { ...all, updates: UPDATES, rowsOfUpdate: ROWS_OF_UPDATE };
  const usual = await page.evaluate(update, live);
  const add = page.getByRole("combobox", { name: "Add a figure" });
  while (await add.isEnabled()) await add.selectOption({ index: 1 });
  const panes = await page.locator(".pane").count();
  await page.setViewportSize({ width: 1400, height: 3000 });
  const every = await page.evaluate(update, { ...live, rows: ROWS + UPDATES * ROWS_OF_UPDATE });
  return [
    `a million rows are in after ${(loaded.took / 1000).toFixed(1)} s, ${frames(loaded.frames)}`,
    `ten updates a second: ${frames(usual)}; with ${panes} charts in sight ${frames(every)}`,
    `the page holds ${before.toFixed(0)} MB before and ${after.toFixed(0)} MB after (numbers alone ${((8 * columns.length * ROWS) / 1e6).toFixed(0)} MB)`,
  ].join("\n  ");
}

const progress = {
  ...{ state: "running" as const, step: 1, steps: 2 * ROWS, epoch: 1, loss: 2, gradientNorm: 1, tokensPerSecond: 1 },
  ...{ secondsLeft: 100, best: null, test: null, error: null },
};

function snapshot(): PanelMessage {
  const { run } = makeRecording({ steps: 20, units: [2] });
  return {
    type: "snapshot",
    snapshot: { run, progress, previews: [], hidden: null, baselines: [], reports: [] },
    curves: [],
  };
}

interface Rows {
  columns: string[];
  full: number;
  rows: number;
}

/** In the page: sends it all rows as the host does, a message of 32 blocks after the other, once each has been drawn. */
async function loadRows({ columns, full, rows }: Rows): Promise<{ took: number; frames: number[] }> {
  const began = performance.now();
  const { noted } = window as unknown as { noted: { frames: number[] } };
  noted.frames.length = 0;
  const { post, drawn } = window as unknown as Sender;
  for (let from = 1; from <= rows; ) {
    const blocks: CurveBlock[] = [];
    for (; blocks.length < 32 && from <= rows; from += full)
      blocks.push(post.block(columns, from, Math.min(full, rows + 1 - from)));
    post.send(blocks);
    await drawn();
  }
  return { took: performance.now() - began, frames: noted.frames };
}

/** In the page: ten updates a second while it draws. */
async function update({
  columns,
  rows,
  updates,
  rowsOfUpdate,
}: Rows & { updates: number; rowsOfUpdate: number }): Promise<number[]> {
  const { noted, post, drawn } = window as unknown as Sender & { noted: { frames: number[] } };
  // What a change of the page's size costs is over.
  for (let i = 0; i < 10; i++) await drawn();
  noted.frames.length = 0;
  for (let i = 0; i < updates; i++) {
    post.send([post.block(columns, rows + 1 + i * rowsOfUpdate, rowsOfUpdate)]);
    await new Promise((next) => setTimeout(next, 100));
  }
  return noted.frames;
}

/** What the page is given to send itself messages. */
interface Sender {
  post: {
    block(columns: string[], from: number, rows: number): CurveBlock;
    send(blocks: CurveBlock[]): void;
  };
  drawn(): Promise<void>;
}

/** In the page, before anything of it: what it is sent. */
function makeSender(): void {
  const post: Sender["post"] = {
    block(columns, from, rows) {
      const values = new Float64Array(columns.length * rows);
      for (let row = 0; row < rows; row++) {
        const step = from + row;
        const noise = Math.sin(step * 12.9898) * 0.2;
        const of = {
          step,
          epoch: 1 + Math.floor(step / 50_000),
          loss: 1.5 + 3 / Math.log10(9 + step) + noise,
          seconds: step / 100,
        };
        columns.forEach((name, i) => {
          values[i * rows + row] = of[name as keyof typeof of] ?? 1 + noise + i;
        });
      }
      return { table: "steps", columns, after: from - 1, values: values.buffer };
    },
    send(curves) {
      const none = { previews: [], hidden: null, baselines: null, reports: null };
      const progress = {
        state: "running",
        step: 1,
        steps: 2e6,
        epoch: 1,
        loss: 2,
        gradientNorm: 1,
        tokensPerSecond: 1,
      };
      const rest = { secondsLeft: 100, best: null, test: null, error: null };
      window.postMessage({ type: "delta", progress: { ...progress, ...rest }, ...none, curves }, "*");
    },
  };
  Object.assign(window, { post });
}
