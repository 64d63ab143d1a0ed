import { UserError } from "../../../base/userError.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import { says } from "../messages.ts";
import type { OnRecord } from "../record.ts";

/** An item of a list: quoted as in Python or JSON, or a number or a word that is not. NumPy puts no comma behind it. */
const ITEM = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"[\]]+))\s*(?:,|(?=['"\s\]]|$))/y;
const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r" };

/** The items of a cell like `['New', "York's"]`, as pandas and others write a list; undefined where it is none. */
function flatListOf(cell: string): string[] | undefined {
  const inner = /^\s*\[(.*)\]\s*$/s.exec(cell)?.[1];
  if (inner === undefined) return undefined;
  const items: string[] = [];
  ITEM.lastIndex = 0;
  let end = 0;
  for (let found = ITEM.exec(inner); found; found = ITEM.exec(inner)) {
    const [, single, double, bare] = found;
    items.push(bare ?? unescaped(single ?? double));
    end = ITEM.lastIndex;
  }
  return inner.slice(end).trim() === "" ? items : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|(.))/gis, (all, two, four, eight, other) => {
    if (other !== undefined) return ESCAPES[other] ?? other;
    const code = Number.parseInt(two ?? four ?? eight, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** A list of lists, as pandas and NumPy write vectors, one a step: `[[0.1, 0.2], [0.3, 0.4]]`, with or without commas. */
function nestedListOf(cell: string): string[][] | undefined {
  const inner = /^\s*\[((?:[\s,]*\[[^[\]]*\])+)[\s,]*\]\s*$/.exec(cell)?.[1];
  const rows = inner?.match(/\[[^[\]]*\]/g)?.map((row) => flatListOf(row));
  return rows?.every((row) => row !== undefined) ? (rows as string[][]) : undefined;
}

/** A list, or a list of lists; undefined where a cell is neither. */
export function listOf(cell: Cell | undefined): string[] | string[][] | undefined {
  if (typeof cell !== "string") return undefined;
  return flatListOf(cell) ?? nestedListOf(cell);
}

/** The columns whose cells all are lists, from 0. */
export function listColumns(columns: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return Array.from(columns.keys()).filter((i) => {
    const cells = rows.map((row) => row[i]).filter((cell) => cell !== undefined && cell !== "");
    return cells.length > 0 && cells.every((cell) => listOf(cell) !== undefined);
  });
}

/** Passes records on with the lists that stand in these columns. */
export function withLists(lists: readonly number[], columns: readonly string[], onRecord: OnRecord): OnRecord {
  if (lists.length === 0) return onRecord;
  return (record) => {
    const cells = [...record.cells];
    for (const i of lists) {
      const list = listOf(cells[i]);
      if (list === undefined) {
        throw new UserError(says.badList({ column: columns[i], cell: cells[i] }), record.place(i));
      }
      cells[i] = list;
    }
    onRecord({ ...record, cells });
  };
}
