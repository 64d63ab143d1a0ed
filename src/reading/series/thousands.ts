import type { Message } from "../../base/message.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { says } from "./messages.ts";

/** "1.003": a thousand and three where points stand between thousands, and else little more than one. */
const GROUPED = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;
const WHOLE = /^[+-]?\d+$/;
const DOTTED_DATE = /^\d{1,2}\.\d{1,2}\.(\d{4}|\d{2})\b/;

interface Seen {
  text: string;
  place: string;
  count: number;
}

/** Looks at the cells of a column of numbers for points that may stand between thousands, which reading takes for decimal points. */
export class Thousands {
  private grouped?: Seen;
  private whole?: Seen;
  /** A number with other decimals: a point is a decimal point here. */
  private isDecimal = false;

  constructor(private readonly column: string) {}

  cell(cell: Cell, place: () => string): void {
    if (this.isDecimal || typeof cell !== "string") return;
    const text = cell.trim();
    if (GROUPED.test(text)) {
      this.grouped ??= { text, place: place(), count: 0 };
      this.grouped.count++;
    } else if (!WHOLE.test(text)) this.isDecimal = text !== "";
    else if (this.whole === undefined && Math.abs(Number(text)) > 99) this.whole = { text, place: place(), count: 1 };
  }

  /** What is to be said; `isGerman` where the rest of the file is written as in countries with a decimal comma. */
  warning(isGerman: boolean): Message | undefined {
    const { grouped: found, whole } = this;
    if (this.isDecimal || !found || !(whole || isGerman)) return undefined;
    const { text, place, count: times } = found;
    return says.thousands({ column: this.column, text, place, times, ...(whole && { whole }) });
  }
}

/** Whether a row is of a table as spreadsheets write it where numbers have a decimal comma. */
export function isGermanRow(cells: readonly Cell[], delimiter: string | undefined): boolean {
  return delimiter === ";" && cells.some((cell) => typeof cell === "string" && DOTTED_DATE.test(cell.trim()));
}
