import { basename } from "node:path";
import type { ComparisonTable } from "../../contracts/comparisonPanel.ts";
import { type RunFacts, RunFolder, runFacts } from "../../runs/index.ts";
import { fileStamp } from "../runs/fileStamp.ts";
import { comparisonTable } from "./comparisonTable.ts";

/** Runs that are remembered; their configs are a few kB each. */
const MOST_REMEMBERED = 2000;

/** What a comparison takes of a run changes with these. */
const FILES = ["run.json", "notes.json", "vocabulary.json"];

/** Runs of the disk side by side. What was read of a run is remembered until its files change. */
export class ComparedRuns {
  private readonly remembered = new Map<string, { stamp: string; facts: RunFacts }>();

  async table(folders: readonly string[], language: string): Promise<ComparisonTable> {
    const read = await Promise.all(folders.map((folder) => this.facts(folder).catch((error: Error) => error)));
    const found = read.flatMap((facts, i) => (facts instanceof Error ? [] : [{ folder: folders[i], facts }]));
    const problems = read.flatMap((facts, i) => {
      return facts instanceof Error ? [{ message: `${basename(folders[i])}: ${facts.message}` }] : [];
    });
    return comparisonTable(found, problems, language);
  }

  private async facts(folder: string): Promise<RunFacts> {
    const stamp = await fileStamp(folder, FILES);
    const known = this.remembered.get(folder);
    // Whether a run still trains, its files do not say.
    if (known?.stamp === stamp && known.facts.state !== "running") return known.facts;
    const facts = await runFacts(await RunFolder.open(folder));
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(folder, { stamp, facts });
    return facts;
  }
}
