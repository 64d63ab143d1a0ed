import { runTable, sortedRows } from "../comparison/index.ts";
import { RunFolder, runFacts } from "../runs/index.ts";
import { comparisonText } from "./text/comparisonText.ts";

/** Runs side by side, the best first, as lines for people. */
export async function comparedRuns(folders: readonly string[]): Promise<string[]> {
  const runs = await Promise.all(folders.map(async (folder) => await runFacts(await RunFolder.open(folder))));
  const compared = runTable(runs);
  const { part, figure } = compared.by;
  const column = compared.columns.findIndex((it) => it.part === part && it.figure === figure);
  const order = column < 0 ? runs.map((_, i) => i) : sortedRows(compared, column);
  return comparisonText(compared, { order, markdown: false, all: false });
}
