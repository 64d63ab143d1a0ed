import { type CellName, kernelOf, orderOf } from "../config/index.ts";
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
  const { kind } = settings;
  if (kind === "markov") return convolution(settings, orderOf(settings), 1);
  if (kind === "convolution") return convolution(settings, kernelOf(settings), 2 ** layer);
  return cells[settings.cell](settings);
}
