// The page around the panel that compares runs: plays the extension's part with recordings.

import type { ComparisonRequest, ComparisonTable } from "../../../../src/contracts/comparisonPanel.ts";
import type { Recording } from "../recording.ts";
import { snapshotAt } from "../replay.ts";
import { madeRuns, tableOf } from "./madeRuns.ts";

const find = <T extends HTMLElement>(selector: string) => document.querySelector(selector) as T;
const panel = find<HTMLIFrameElement>("iframe");
const send = (message: unknown) => panel.contentWindow?.postMessage(message, "*");

const given = (await (await fetch("/recording.json")).json()) as {
  table: ComparisonTable;
  recordings: Recording[];
} | null;
const made = madeRuns();
const table = given?.table ?? tableOf(made);
const recordings = given?.recordings ?? made.map(({ recording }) => recording);
const drawn = new Set<string>();

window.addEventListener("message", ({ source, data }) => {
  if (source !== panel.contentWindow || !data?.request) return;
  const request = data.request as ComparisonRequest;
  if (request.type === "ready") {
    drawn.clear();
    send({ type: "table", folders: table.rows.map(({ folder }) => folder), table });
  }
  if (request.type === "draw") {
    for (const recording of recordings) {
      const folder = recording.run.folder ?? "";
      if (!request.runs.includes(folder) || drawn.has(folder)) continue;
      drawn.add(folder);
      send({ type: "run", folder, message: snapshotAt(recording, recording.steps) });
    }
  }
  if (request.type === "try") {
    const problem = { message: "A recording answers nothing.", hint: "In VS Code the run would answer." };
    for (const folder of request.runs)
      send({ type: "run", folder, message: { type: "tried", asked: request.asked, result: { problem } } });
  }
});

// As a host that lives.
setInterval(() => send({ type: "alive" }), 400);
find<HTMLSelectElement>("#theme").addEventListener("change", (event) => {
  send({ theme: (event.target as HTMLSelectElement).value });
});
find<HTMLSelectElement>("#width").addEventListener("change", (event) => {
  panel.style.width = (event.target as HTMLSelectElement).value;
});
panel.src = "/panel.html";
