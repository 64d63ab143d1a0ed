import { grouped } from "../../../src/base/words.ts";
import { type Grid, stepHead } from "../../run/timeline/tables/gridTable.ts";
import type { States } from "../../shared/heatMap.ts";
import { signed, symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";

/** The numbers of a map: units downwards by number, steps across. */
export function unitGrid({ time, units, values }: States, symbols: readonly string[]): Grid {
  return {
    columns: time,
    column: (step) => stepHead(step, symbolName(symbols[step] ?? "")),
    rows: units,
    row: (unit) => t("unit {0}", grouped(unit)),
    cell: (unit, step) => signed(values[step * units + unit], 4),
    someRows: (first, last) =>
      t("Units {0} to {1} of {2}: choose another unit for those around it.", first, last, grouped(units)),
  };
}
