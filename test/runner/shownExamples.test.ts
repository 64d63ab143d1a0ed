// Examples of a measurement: as the file has them, with its lines, and their number bounded.
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../src/contracts/report.ts";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { workspace } from "../support/workspace.ts";

async function reportOf(name: string, text: string, task: string, data: object, model: object = {}): Promise<Report> {
  const learning = { model: { cell: "gru", units: 4 }, training: { steps: 2, batchSize: 4, threads: 1 } };
  const own = "kind" in model ? { model } : learning;
  const config = { task, data: { train: name, validation: 0.2, test: 0, ...data }, ...own };
  const folder = workspace({ "a.rnnconfig": JSON.stringify(config), [name]: text });
  const events: RunEvent[] = [];
  const host = { signal: new AbortController().signal, emit: (event: RunEvent) => void events.push(event) };
  await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  expect(events.filter(({ event }) => event === "error")).toEqual([]);
  const report = events.findLast((event) => event.event === "report");
  return report?.event === "report" ? report.report : {};
}

test.each([{}, { kind: "naive-bayes" }])(
  "of a classification, of right-to-left text and joined emoji too: %j",
  async (model) => {
    const said = (i: number) => (i % 2 ? `שלום, “world” 👩‍🔬 ${i % 5}` : `so bad ${i % 5}`);
    const rows = Array.from({ length: 40 }, (_, i) => `"${said(i).replaceAll('"', '""')}",${i % 2 ? "טוב" : "bad"}`);
    const table = `\ufefftext,label\r\n${rows.join("\r\n")}\r\n`;
    const { examples, confusion, classes } = await reportOf("a.csv", table, "classification", { unit: "word" }, model);
    expect(examples!.total).toBe(8);
    const wrong = classes!.reduce((sum, { actual, correct }) => sum + actual - correct, 0);
    expect(examples!.wrong).toBe(wrong);
    const pairs = confusion!.counts.flatMap((row, i) =>
      row.flatMap((n, j) => (n > 0 ? [`${confusion!.labels[i]}>${confusion!.labels[j]}`] : [])),
    );
    const shown = examples!.shown.map(({ preview, line, confidence }) => {
      if (preview.kind !== "labels") throw new Error(preview.kind);
      expect(confidence).toBeGreaterThan(0);
      // The line that the example stands in says the same.
      expect(rows[line! - 2]).toContain(preview.actual![0]);
      expect(rows[line! - 2]).toContain(preview.input.split(" ").at(-1));
      return `${preview.actual}>${preview.predicted}`;
    });
    expect(new Set(shown)).toEqual(new Set(pairs));
  },
);

test("of a tagging, of long sentences those steps that are wrong", async () => {
  const long = Array.from({ length: 700 }, (_, i) => `w${i % 5} O`).join("\n");
  const text = `${"in O\nOslo B-LOC\n\n".repeat(20)}${long}\nOslo B-LOC\n\n`;
  const { examples } = await reportOf("a.conll", text, "tagging", { unit: "word", validation: 0.5 });
  for (const { preview } of examples!.shown) {
    if (preview.kind !== "tags") throw new Error(preview.kind);
    expect(preview.steps.length).toBeLessThanOrEqual(200);
  }
  const cut = examples!.shown.find(({ of }) => of !== undefined);
  if (cut) expect(cut.of).toBe(701);
});

test("of items: what is recommended after those before, with the place of the one that came", async () => {
  const text = "bread, butter, jam\nbeer, chips\nbread, jam\n".repeat(40);
  const { examples } = await reportOf("a.txt", text, "language-model", { unit: "item" });
  const { shown, total, wrong } = examples!;
  expect(shown.length).toBeGreaterThan(5);
  expect(total).toBeGreaterThanOrEqual(shown.length);
  expect(wrong).toBe(0);
  for (const { preview } of shown) {
    if (preview.kind !== "ranking") throw new Error(preview.kind);
    expect(preview.ranked[preview.rank! - 1].symbol).toBe(preview.actual);
    expect(preview.ranked.map(({ symbol }) => symbol).toSorted()).toEqual(["beer", "bread", "butter", "chips", "jam"]);
    const before = preview.history.at(-1);
    if (before === "beer") expect(preview.actual).toBe("chips");
    if (before === "butter") expect(preview.actual).toBe("jam");
  }
});
