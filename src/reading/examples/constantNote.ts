import { valueText } from "../../base/numberText.ts";
import { listed, quoted } from "../../base/words.ts";
import type { ConstantColumn } from "../../data/encode/normalize.ts";

/** More names than that help nobody. */
const SHOWN = 8;

interface Constant {
  /** Whether it is the change from row to row that is constant. */
  differenced?: boolean;
  isSeries?: boolean;
}

/** Says which columns of `key` are constant in training: one that is read and never changes is only noted. */
export function sayConstant(
  columns: readonly ConstantColumn[],
  key: "data.input" | "data.target",
  { warn, note }: { warn(text: string): void; note(text: string): void },
  how: Constant = {},
): void {
  const exact = columns.filter(({ scale }) => scale === 0);
  const nearly = columns.filter(({ scale }) => scale > 0);
  if (exact.length > 0) {
    const value = exact.length === 1 ? ` (${exact[0].mean})` : "";
    const effect =
      key === "data.input"
        ? "The network learns nothing from what never changes."
        : "There is nothing to learn where nothing changes.";
    const say = key === "data.input" ? note : warn;
    say(`In training ${named(exact, how)} of ${key} is constant${value}, and is not scaled. ${effect}`);
  }
  if (nearly.length > 0) {
    const [{ scale, largest }] = nearly;
    const size =
      nearly.length === 1
        ? `, with a standard deviation of ${valueText(scale)} at values of up to ${valueText(largest, scale)}`
        : "";
    const advice = how.differenced
      ? ""
      : ` If such small changes matter, subtract a fixed number from the column first${how.isSeries ? ", or set data.difference to 1" : ""}.`;
    warn(
      `In training ${named(nearly, how)} of ${key} hardly changes${size}, so it counts as constant and is not scaled.${advice}`,
    );
  }
}

function named(columns: readonly ConstantColumn[], { differenced }: Constant): string {
  const names = columns.slice(0, SHOWN).map(({ column }) => quoted(column));
  const more = columns.length > SHOWN ? [`${columns.length - SHOWN} other columns`] : [];
  const all = listed([...names, ...more], "and");
  return differenced ? `the change of ${all} from row to row` : all;
}
