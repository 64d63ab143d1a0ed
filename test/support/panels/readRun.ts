import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Preview } from "../../../src/contracts/preview.ts";
import type { Recording } from "./recording.ts";

type Row = Record<string, unknown> & { step: number };

/**
 * The recording that a run's folder holds. Hidden states are not among what a run keeps. Reads the files themselves: Node
 * runs this file as it is, and the rooms of src only from a bundle.
 */
export async function readRun(run: string): Promise<Recording> {
  const folder = path.resolve(run);
  const { id, name, parameters, build, summary, config } = JSON.parse(
    await readFile(path.join(folder, "run.json"), "utf8"),
  );
  const vocabulary = JSON.parse(await readFile(path.join(folder, "vocabulary.json"), "utf8").catch(() => "{}"));
  const baselines = JSON.parse(await readFile(path.join(folder, "baselines.json"), "utf8").catch(() => "[]"));
  const reports = JSON.parse(await readFile(path.join(folder, "reports.json"), "utf8").catch(() => "[]"));
  const metrics = await readLog(path.join(folder, "metrics.jsonl"));
  const samples = await readLog(path.join(folder, "samples.jsonl"));
  const rows = metrics.filter(({ event }) => event === "step");
  return {
    run: {
      ...{ id, folder, name, parameters, build, symbols: vocabulary.symbols?.length ?? 0 },
      writesText: ["language-model", "generation"].includes(config.task),
      ...{ loss: config.task === "forecasting" ? "squared" : "cross-entropy", bestBy: "loss" },
    },
    steps: Math.max(summary.steps, rows.at(-1)?.step ?? 1),
    rows: rows as unknown as Recording["rows"],
    validations: metrics.filter(({ event }) => event === "validation") as unknown as Recording["validations"],
    test: summary.test ?? null,
    baselines,
    reports,
    previews: samples.map(({ step, prompt, text, preview }) => ({
      step,
      preview: (preview as Preview) ?? { kind: "text", prompt: String(prompt ?? ""), text: String(text ?? "") },
    })),
    hidden: [],
  };
}

/** The rows that count: a resume voids those of later steps. A last line that was cut short is no row. */
async function readLog(file: string): Promise<Row[]> {
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
  let rows: Row[] = [];
  for (const line of lines.slice(0, -1)) {
    const row = JSON.parse(line) as Row;
    if (row.event === "resume") rows = rows.filter(({ step }) => step <= row.step);
    else rows.push(row);
  }
  return rows;
}
