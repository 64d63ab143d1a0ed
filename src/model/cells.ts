import type { CellName } from "../config/index.ts";
import type { Cell, CellSettings } from "./cell.ts";
import { clockwork } from "./clockwork.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";
import { scrn } from "./scrn.ts";

/** Every recurrent cell under its name in the config. */
const cells: Record<CellName, (settings: CellSettings) => Cell> = { rnn, lstm, gru, clockwork, scrn };

/** The cell that a layer's settings describe. */
export function cellOf(settings: CellSettings): Cell {
  return cells[settings.cell](settings);
}
