import type { Cell, CellSettings } from "./cell.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";

/** Every recurrent cell under its name in the config. */
const cells = { rnn, lstm, gru } satisfies Record<CellSettings["cell"], (settings: CellSettings) => Cell>;

export type CellName = keyof typeof cells;

/** The cell that a layer's settings describe. */
export function cellOf(settings: CellSettings): Cell {
  return cells[settings.cell](settings);
}
