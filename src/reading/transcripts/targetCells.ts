import { type Place, UserError } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { says } from "./messages.ts";

/** The different targets that stand in files, as they stand there. */
export class TargetCells {
  private readonly cells: Cell[] = [];
  private readonly ids = new Map<string, number>();

  constructor(private readonly column: string) {}

  /** The id of a target; `place` is asked for where it is neither a text nor a list of labels. */
  id(cell: Cell, place: () => Place): number {
    const isList = Array.isArray(cell);
    const isValue = (value: unknown) => typeof value !== "object" || value === null;
    if (!(isList ? cell.every(isValue) : isValue(cell))) {
      throw new UserError(says.noText({ column: this.column, isList }), place());
    }
    const key = isList ? JSON.stringify(cell) : `t${String(cell ?? "").trim()}`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.cells.push(cell) - 1;
    this.ids.set(key, id);
    return id;
  }

  cell(id: number): Cell {
    return this.cells[id];
  }
}
