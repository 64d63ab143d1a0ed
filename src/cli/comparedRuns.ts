import { runTable, sortedRows } from "../comparison/index.ts";
import { RunFolder, runFacts } from "../runs/index.ts";
import { comparisonText } from "./text/comparisonText.ts";

/** Runs side by side, the best first, as lines for people. */
export async function comparedRuns(folders: readonly string[]): Promise<string[]> {
  const runs = await Promise.all(folders.map(async (folder) => await runFacts(await RunFolder.open(folder))));
  const compared = runTable(runs);
  return comparisonText(compared, { order: sortedRows(compared), markdown: false, all: false });
}
