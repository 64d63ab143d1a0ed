import { basename } from "node:path";
import type { Message } from "../../base/message.ts";
import { type Place, UserError } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { isEmptyCell } from "../../data/encode/cells.ts";
import { says } from "./messages.ts";
import { isMissing } from "./missing.ts";

/**
 * Which rows of a table are steps of one sequence, by the column of `data.sequence`: as long as it holds the same. An empty cell,
 * or the NaN that pandas writes for one, is a row of the sequence above it, as many tables of sentences name each in its first row alone.
 */
export class SequenceGroups {
  private open: string | undefined;
  private readonly closed = new Set<string>();
  private sequences = 0;
  /** Rows that hold the name of the row above, and rows that hold nothing. */
  private repeated = 0;
  private filled = 0;
  private firstFilled: Place | undefined;

  constructor(private readonly column: string) {}

  /** No sequence goes from one file into the next. */
  startFile(): void {
    this.open = undefined;
    this.closed.clear();
  }

  /** Whether a row goes on with the sequence of the row before. */
  goesOn(cell: Cell | undefined, place: () => Place): boolean {
    if (isEmptyCell(cell) || isMissing(cell)) {
      if (this.open === undefined) throw this.nameless(place());
      this.filled++;
      this.firstFilled ??= place();
      return true;
    }
    const name = String(cell);
    if (name === this.open) {
      this.repeated++;
      return true;
    }
    if (this.open !== undefined) this.closed.add(this.open);
    if (this.closed.has(name)) throw this.torn(name, place());
    this.open = name;
    this.sequences++;
    return false;
  }

  /** What there is to say when all rows are read: that cells were filled down, or that some seem to be missing. */
  said(): { note?: Message; warning?: Message } {
    const { filled, repeated, firstFilled, sequences } = this;
    if (filled === 0) return {};
    const { column } = this;
    if (repeated === 0) return { note: says.namedByFirstRow({ column, sequences }) };
    const { file = "", line = 0 } = firstFilled ?? {};
    return { warning: says.someNameless({ column, rows: filled, line, name: basename(file) }) };
  }

  private nameless(place: Place): UserError {
    return new UserError(says.namelessSequence({ column: this.column }), place);
  }

  private torn(name: string, place: Place): UserError {
    return new UserError(says.tornSequence({ name, column: this.column, filled: this.filled > 0 }), place);
  }
}
