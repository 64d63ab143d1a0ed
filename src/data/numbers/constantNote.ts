import { listed } from "../../base/words.ts";
import type { ConstantColumn } from "./normalize.ts";

/** More names than that help nobody. */
const SHOWN = 8;

/** What is said of columns of `key` that are constant in training; undefined where none is. `differenced`: of their changes. */
export function constantNote(
  columns: readonly ConstantColumn[],
  key: "data.input" | "data.target",
  { differenced = false, isSeries = false }: { differenced?: boolean; isSeries?: boolean } = {},
): string | undefined {
  if (columns.length === 0) return undefined;
  const names = columns.slice(0, SHOWN).map(({ column }) => JSON.stringify(column));
  const more = columns.length > SHOWN ? [`${columns.length - SHOWN} other columns`] : [];
  const all = listed([...names, ...more], "and");
  const which = differenced ? `the change of ${all} from row to row` : all;
  const [one] = columns;
  const isExact = columns.every(({ scale }) => scale === 0);
  const value = columns.length === 1 && isExact ? ` (${one.mean})` : "";
  const effect =
    key === "data.input"
      ? "The network learns nothing from what never changes."
      : "There is nothing to learn where nothing changes.";
  if (isExact) return `In training ${which} of ${key} is constant${value}, and is not scaled. ${effect}`;
  const size =
    columns.length === 1
      ? `, with a standard deviation of ${one.scale.toPrecision(3)} at values of up to ${Number(one.largest.toPrecision(12))}`
      : "";
  const advice = differenced
    ? ""
    : ` If such small changes matter, subtract a fixed number from the column first${isSeries ? ", or set data.difference to 1" : ""}.`;
  return `In training ${which} of ${key} hardly changes${size}, so it counts as constant and is not scaled.${advice}`;
}
