import type { CellFacts, SettingsOf } from "./cellFacts.ts";
import { clockwork, clockworkKeys } from "./clockwork.ts";
import { gru, gruKeys } from "./gru.ts";
import { lstm, lstmKeys } from "./lstm.ts";
import { rnn, rnnKeys } from "./rnn.ts";
import { scrn, scrnKeys } from "./scrn.ts";

/** Every recurrent cell under its name in the config. */
const cells = { rnn, lstm, gru, clockwork, scrn };

export type CellName = keyof typeof cells;

/** The keys that some cells have of their own. */
export const ownKeysOfCells = { ...rnnKeys, ...lstmKeys, ...gruKeys, ...clockworkKeys, ...scrnKeys };

/** What cells look at among the settings of a layer. */
type CellSettings = SettingsOf<typeof ownKeysOfCells>;

export const cellNames = Object.keys(cells) as CellName[];

export function factsOf(cell: CellName): CellFacts<CellSettings> {
  return cells[cell];
}

/** What stands for a key that is left to the cell: the same for all cells that know the key. */
export const usual: Partial<CellSettings> = Object.assign({}, ...cellNames.map((cell) => factsOf(cell).usual));

/** Keys that only some cells know, with those, and why others do not. */
export const knownBy = cellNames.flatMap((owner) =>
  (Object.entries(factsOf(owner).why) as [keyof typeof ownKeysOfCells, string][]).map(([key, why]) => {
    return { key, why, cells: cellNames.filter((cell) => cell === owner || factsOf(cell).knows?.includes(key)) };
  }),
);
