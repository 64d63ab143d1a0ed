import { listed } from "../../base/words.ts";
import type { Report } from "../cells/cellFacts.ts";
import { factsOf, knownBy, usual } from "../cells/index.ts";
import { quoted } from "../keys/describe.ts";
import type { Config } from "../schema.ts";

/**
 * What the keys of one cell mean together. `report` is told the key, relative to the settings, and what is wrong; settings that
 * are wrong by themselves are undefined and passed over.
 */
export function checkCell(settings: Partial<Config["model"]>, report: Report): void {
  const { cell } = settings;
  if (!cell) return;
  for (const { key, cells, why } of knownBy) {
    const value = settings[key];
    // False is nothing to switch off, except where the cell's own default is true.
    const isOff = value === false && usual[key] !== true;
    if (value === undefined || value === null || isOff || cells.includes(cell)) continue;
    const owners = listed(cells.map(quoted), "or");
    report(key, `means nothing with cell ${quoted(cell)}: ${why}. Leave ${key} out, or set cell to ${owners}.`);
  }
  factsOf(cell).check?.(settings, report);
}
