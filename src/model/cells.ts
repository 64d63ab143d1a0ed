import { type CellName, kinds } from "../config/index.ts";
import type { Cell, CellSettings } from "./cell.ts";
import { clockwork } from "./clockwork.ts";
import { convolution } from "./convolution.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";
import { scrn } from "./scrn.ts";

/** Every recurrent cell under its name in the config. */
const cells: Record<CellName, (settings: CellSettings) => Cell> = { rnn, lstm, gru, clockwork, scrn };

/** The cell that a layer's settings describe; a convolution reaches twice as far apart with each layer. */
export function cellOf(settings: CellSettings, layer: number): Cell {
  const taps = kinds[settings.kind ?? "recurrent"].taps?.(settings, layer);
  if (taps) return convolution(settings, taps.count, taps.dilation);
  return cells[settings.cell](settings);
}
