import type { RunEntry } from "../../src/contracts/runEntry.ts";

let runs = 0;

/** A run of a list, later than those that were made before. */
export function entry(fields: Partial<RunEntry> = {}): RunEntry {
  const minute = String(++runs).padStart(2, "0");
  const id = `book-20260101T00${minute}00Z-000${runs % 10}`;
  return {
    ...{
      path: `/w/.unroll/runs/${id}`,
      id,
      configName: "book",
      configFile: "/w/book.rnnconfig",
      task: "language-model",
    },
    ...{ state: "finished", created: `2026-01-01T00:${minute}:00.000Z`, when: `00:${minute}` },
    ...{ step: 10, steps: 10, seconds: 1, figure: "loss", value: 1, measured: "validation", counted: false },
    ...{ group: null, differs: null, colour: "blue", notes: {} },
    ...fields,
  };
}

/** Settings in which a run differs. */
export function differs(values: Record<string, string>, files: string[] = []): RunEntry["differs"] {
  return { keys: Object.entries(values).map(([key, value]) => ({ key, value })), files };
}
