import type { Cell } from "../../data/encode/cells.ts";
import { Growing } from "../../data/text/growing.ts";
import type { Reading } from "../formats/index.ts";

/** A column of text or whole numbers in which values come again: it may say which rows belong together. */
export interface IdColumn {
  column: string;
  /** One a row, numbered as they first come; a cell that is empty goes on with the one above. */
  ids: Int32Array;
  /** How many different ones there are. */
  distinct: number;
  isText: boolean;
  /** The first of its values. */
  values: readonly string[];
}

/** More columns than that are not looked at. */
const MOST_COLUMNS = 8;
/** With more values than that, a column says nothing of what belongs together. */
const MOST_VALUES = 2 ** 20;

/** Follows the columns that no role has, row by row. */
export class IdColumns {
  private readonly followed: {
    column: string;
    isText: boolean;
    ids: Growing<Int32Array>;
    known: Map<string, number>;
  }[];
  private at: number[] = [];

  /** `passed` are columns that have a role; one that was only chosen for a role, of `chosen`, is followed where it is called like an id. */
  constructor({ columns, preview }: Reading, passed: readonly string[], chosen: readonly string[] = []) {
    const candidates = columns.filter(
      (column) => column !== "" && !passed.includes(column) && (!chosen.includes(column) || ID_NAME.test(column)),
    );
    this.followed = candidates
      .flatMap((column) => {
        const cells = preview.map((row) => textOf(row[columns.indexOf(column)])).filter((text) => text !== "");
        const isId = cells.length > 1 && cells.every((text) => text.length <= LONGEST && !isFraction(text));
        const comesAgain = new Set(cells).size < preview.length;
        const isText = cells.some((text) => !Number.isFinite(Number(text)));
        return isId && comesAgain
          ? [{ column, isText, ids: new Growing(Int32Array), known: new Map<string, number>() }]
          : [];
      })
      .slice(0, MOST_COLUMNS);
  }

  /** What follows comes from a file with these columns. */
  startFile(columns: readonly string[]): void {
    this.at = this.followed.map(({ column }) => columns.indexOf(column));
  }

  row(cells: readonly Cell[]): void {
    for (const [i, { ids, known }] of this.followed.entries()) {
      const text = textOf(cells[this.at[i]]);
      if (text === "" && ids.length > 0) {
        ids.push(ids.view()[ids.length - 1]);
        continue;
      }
      if (!known.has(text) && known.size < MOST_VALUES) known.set(text, known.size);
      ids.push(known.get(text) ?? MOST_VALUES);
    }
  }

  get columns(): IdColumn[] {
    return this.followed
      .filter(({ known }) => known.size > 1 && known.size < MOST_VALUES)
      .map(({ column, isText, ids, known }) => {
        return { column, isText, ids: ids.view(), distinct: known.size, values: [...known.keys()].slice(0, LOOKED_AT) };
      });
  }
}

const LONGEST = 100;
/** Values that show what a column holds. */
const LOOKED_AT = 100;

function textOf(cell: Cell | undefined): string {
  return cell === undefined || cell === null || Array.isArray(cell) ? "" : String(cell).trim();
}

function isFraction(text: string): boolean {
  return text !== "" && Number.isFinite(Number(text)) && !Number.isInteger(Number(text));
}

/** Names of columns that say which rows belong together. */
export const ID_NAME =
  /(^|[_\s.-])(ids?|clips?|images?|img|sessions?|sequences?|seq|subjects?|patients?|persons?|users?|groups?|files?|file_?names?|recordings?|videos?|trials?|samples?|speakers?|tracks?|series|sentences?|documents?|docs?|devices?|sensors?|stations?|shops?|stores?|products?|items?|units?|entity|country|city|region|ticker|symbol)([_\s.#-]|$)|[a-z](Id|ID)$|^sentence ?#$/i;

/** Names that say nothing else than which one it is. */
const SURE_NAME = /(^|[_\s.-])(ids?|image|img|clip|session|file_?name)$|[a-z](Id|ID)$/i;

/** Columns of a table that only say which one it is: no text to read and no number to reckon with. */
export function identifiers({ columns, preview, format }: Reading): string[] {
  if (format !== "csv" && format !== "tsv" && format !== "jsonl") return [];
  return columns.filter((column, i) => {
    const cells = preview.map((row) => textOf(row[i])).filter((text) => text !== "");
    const isOne = cells.length > 1 && cells.every((text) => !/\s/.test(text) && /\d/.test(text) && !isFraction(text));
    return isOne && (SURE_NAME.test(column) || (ID_NAME.test(column) && new Set(cells).size < cells.length));
  });
}

/** How many stretches of rows with the same value there are. */
export function runsIn(ids: Int32Array): number {
  return ids.reduce((sum, id, i) => sum + (i === 0 || id !== ids[i - 1] ? 1 : 0), 0);
}
