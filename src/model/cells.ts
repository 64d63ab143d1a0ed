import type { Cell } from "./cell.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";

/** Every recurrent cell under its name in the config. */
export const cells = { rnn, lstm, gru } satisfies Record<string, Cell>;

export type CellName = keyof typeof cells;
