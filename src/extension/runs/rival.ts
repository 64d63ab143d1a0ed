import { dirname, resolve } from "node:path";
import { isBetter } from "../../base/metrics.ts";
import { bestBy } from "../../config/index.ts";
import type { Rival } from "../../contracts/background.ts";
import { RunFolder, runsOfConfig } from "../../runs/index.ts";

/** The best of the other runs of a run's config, which lie beside it. Only what the same figure has chosen is compared. */
export async function rivalOf(folder: string, language: string): Promise<Rival | undefined> {
  const { manifest } = await RunFolder.open(folder);
  const configFile = resolve(folder, manifest.configFile);
  const figure = bestBy(manifest.config);
  let best: { value: number; created: string } | undefined;
  for (const { path, manifest: other } of await runsOfConfig(configFile, dirname(folder))) {
    if (resolve(path) === resolve(folder) || bestBy(other.config) !== figure) continue;
    const value = other.summary.best?.[figure];
    if (typeof value !== "number" || (best && !isBetter(figure, value, best.value))) continue;
    best = { value, created: other.created };
  }
  if (best === undefined) return undefined;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return { figure, value: best.value, began: format.format(new Date(best.created)) };
}
