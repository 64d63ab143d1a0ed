import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { UserError } from "../../base/userError.ts";
import { grouped } from "../../base/words.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { LineSplitter } from "./lines.ts";
import { MOST_COLUMNS, type OnRecord } from "./record.ts";

/**
 * JSON Lines: an object a line, whose keys are the columns. `columns` are those that records pass on, in that order; a key that an
 * object lacks is null. Empty lines are passed over.
 */
export function jsonLinesReader(path: string, name: string, columns: readonly string[], onRecord: OnRecord) {
  return new LineSplitter(path, name, (text, line) => {
    if (text.trim() === "") return;
    const object = parseLine(text, line, path, name);
    const cells = columns.map((column) => (Object.hasOwn(object, column) ? (object[column] as Cell) : null));
    const place = (column: number, item?: number) => ({
      file: path,
      line,
      column: columnOf(text, columns[column], item),
    });
    onRecord({ cells, line, place });
  });
}

/** The object in a line; anything else is an error that says where. */
export function parseLine(text: string, line: number, path: string, name: string): Record<string, unknown> {
  const hint = "Each line of JSON Lines is one object in braces, with keys and text in double quotes.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const foreign = foreignValue(text);
    if (foreign) {
      const { at, what, hint } = foreign;
      const message = `Line ${grouped(line)} of ${name} is not JSON (column ${grouped(at + 1)}): ${what}`;
      throw new UserError("bad-json", message, hint, { file: path, line, column: at + 1 });
    }
    const errors: { offset: number }[] = [];
    parseTree(text, errors as never, { disallowComments: true });
    const column = (errors[0]?.offset ?? 0) + 1;
    const message = `Line ${grouped(line)} of ${name} is not JSON (column ${grouped(column)}).`;
    throw new UserError("bad-json", message, hint, { file: path, line, column });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const what = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    const message = `Line ${grouped(line)} of ${name} is ${what}, not an object.`;
    throw new UserError("bad-json", message, hint, { file: path, line, column: 1 });
  }
  const keys = Object.keys(value).length;
  if (keys > MOST_COLUMNS) {
    const message = `Line ${grouped(line)} of ${name} has ${grouped(keys)} keys; ${grouped(MOST_COLUMNS)} are allowed.`;
    throw new UserError("too-many-columns", message, "Numbers of one example may stand in a list.", {
      file: path,
      line,
      column: 1,
    });
  }
  return value as Record<string, unknown>;
}

/** What Python writes and JSON does not have, outside of texts. */
function foreignValue(text: string): { at: number; what: string; hint: string } | undefined {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (found) => " ".repeat(found.length));
  const number = /-?\b(?:NaN|Infinity)\b/.exec(bare);
  if (number) {
    const what = `${number[0]}, as Python writes it, is no number of JSON.`;
    return { at: number.index, what, hint: "Write the number that is meant, or take the line out." };
  }
  const other = /\b(?:None|True|False)\b|(?<![\p{L}\p{N}])'/u.exec(bare);
  if (!other) return undefined;
  const word = { None: "null", True: "true", False: "false" }[other[0]];
  const what = word
    ? `${other[0]} is how Python writes ${word}.`
    : "texts stand in single quotes, as Python shows them.";
  const hint = "json.dumps writes an object as JSON: with double quotes, null, true and false.";
  return { at: other.index, what, hint };
}

/** Where the value of a key begins, or an item of its list; the line's begin where it is not there. */
function columnOf(text: string, key: string, item?: number): number {
  const tree = parseTree(text);
  const node =
    tree && ((item !== undefined && findNodeAtLocation(tree, [key, item])) || findNodeAtLocation(tree, [key]));
  return (node?.offset ?? 0) + 1;
}
