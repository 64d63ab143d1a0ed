import { listed } from "../../base/words.ts";
import { schemasAt } from "../schema.ts";
import { type Support, supportTable } from "./index.ts";

/** Beside what a key is supported, in Markdown: "`task` forecasting", "`model.cell` lstm; not `data.unit` item"; "" beside everything. */
export function supportOf(key: string): string {
  const rows = supportTable.filter((row) => row.key === key && !row.values && !isOfSteps(row));
  const isOfCells = rows.some(({ decider }) => decider === "model.cell");
  // Only a recurrent network has cells.
  const told = rows.filter((row) => {
    if (isOfCells && row.decider === "model.kind" && row.by?.length === 1) return false;
    return !rows.some((other) => other !== row && other.decider === row.decider && isWithin(other, row));
  });
  return [...new Set(told.map(condition))].filter((text) => text !== "").join("; ");
}

/** Whether a row supports a part of what another one does. */
function isWithin({ by = [] }: Support, { by: all = [] }: Support): boolean {
  return by.length < all.length && by.every((value) => all.includes(value));
}

/** That a model that counts takes no steps is said of the kind, and not of each key of the training. */
function isOfSteps({ key, decider }: Support): boolean {
  return key.startsWith("training.") && decider === "model.kind";
}

function condition({ decider, by, not = [] }: Support): string {
  const all = schemasAt(decider.split(".")).flatMap(({ enum: values = [] }) => values);
  const with_ = by?.filter((value) => value !== "null") ?? [];
  if (by && with_.length === 0) return `without \`${decider}\``;
  const without = by ? all.filter((value) => !by.includes(value)) : not;
  const isShorter = !by || (without.length > 0 && without.length < with_.length);
  return isShorter ? `not \`${decider}\` ${listed(without, "or")}` : `\`${decider}\` ${listed(with_, "or")}`;
}
