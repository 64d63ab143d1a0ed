import { basename } from "node:path";
import { type Place, UserError } from "../../base/userError.ts";
import { count, grouped, quoted } from "../../base/words.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { isEmpty } from "./columnRoles.ts";
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
    if (isEmpty(cell) || isMissing(cell)) {
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
  said(): { note?: string; warning?: string } {
    const { filled, repeated, firstFilled, sequences } = this;
    if (filled === 0) return {};
    const column = quoted(this.column);
    if (repeated === 0) {
      const note = `${column} names each of ${count(sequences, "sequence")} in its first row; the rows without a name below it are its other steps.`;
      return { note };
    }
    const { file = "", line = 0 } = firstFilled ?? {};
    const rows = filled === 1 ? "1 row," : `${grouped(filled)} rows, the first of them`;
    const warning = `Column ${column} of data.sequence holds nothing in ${rows} line ${grouped(line)} of ${basename(file)}, and others hold their sequence in every row. What has none is read as a step of the sequence above it.`;
    return { warning };
  }

  private nameless(place: Place): UserError {
    const message = `There is nothing in column ${quoted(this.column)}, which says the sequence that a row belongs to, and no row above that names one.`;
    return new UserError("missing-value", message, "Name the sequence in its first row at least.", place);
  }

  private torn(name: string, place: Place): UserError {
    const message = `Sequence ${quoted(name.slice(0, 40))} in column ${quoted(this.column)} goes on after others have come between.`;
    const hint =
      this.filled > 0
        ? "Where only its first row names a sequence, each needs a name of its own, such as its number in the whole file; leave the rows in their order."
        : "If it is another sequence, such as a sentence of another document, give it a name of its own. If it is the same, bring its rows together in their order.";
    return new UserError("torn-sequence", message, hint, place);
  }
}
