import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { UserError } from "../../base/userError.ts";
import { cellOf } from "../../data/encode/cells.ts";
import { LineSplitter } from "./lines.ts";
import { says } from "./messages.ts";
import { MOST_COLUMNS, type OnBad, type OnRecord } from "./record.ts";

/**
 * JSON Lines: an object a line, whose keys are the columns. `columns` are those that records pass on, in that order; a key that an
 * object lacks is null. Empty lines are passed over.
 */
export function jsonLinesReader(
  path: string,
  name: string,
  columns: readonly string[],
  onRecord: OnRecord,
  onBad?: OnBad,
) {
  const onLine = (text: string, line: number) => {
    if (text.trim() === "") return;
    const object = parseLine(text, line, path, name);
    const cells = columns.map((column) => cellOf(object, column));
    const place = (column: number, item?: number) => ({
      file: path,
      line,
      column: columnOf(text, columns[column], item),
    });
    onRecord({ cells, line, place });
  };
  return new LineSplitter(path, name, onLine, onBad);
}

/** The object in a line; anything else is an error that says where. */
export function parseLine(text: string, line: number, path: string, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const foreign = foreignValue(text);
    if (foreign) {
      const { column, found } = foreign;
      throw new UserError(says.foreignJson({ line, name, column, found }), { file: path, line, column });
    }
    const errors: { offset: number }[] = [];
    parseTree(text, errors as never, { disallowComments: true });
    const column = (errors[0]?.offset ?? 0) + 1;
    throw new UserError(says.notJson({ line, name, column }), { file: path, line, column });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const kind = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    throw new UserError(says.notAnObject({ line, name, kind }), { file: path, line, column: 1 });
  }
  const keys = Object.keys(value).length;
  if (keys > MOST_COLUMNS) {
    throw new UserError(says.tooManyKeys({ line, name, keys, most: MOST_COLUMNS }), {
      file: path,
      line,
      column: 1,
    });
  }
  return value as Record<string, unknown>;
}

/** What Python writes and JSON does not have, outside of texts. */
function foreignValue(text: string): { column: number; found: string } | undefined {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, (found) => " ".repeat(found.length));
  const number = /-?\b(?:NaN|Infinity)\b/.exec(bare);
  const other = number ?? /\b(?:None|True|False)\b|(?<![\p{L}\p{N}])'/u.exec(bare);
  return other ? { column: other.index + 1, found: other[0] } : undefined;
}

/** Where the value of a key begins, or an item of its list; the line's begin where it is not there. */
function columnOf(text: string, key: string, item?: number): number {
  const tree = parseTree(text);
  const found = (path: (string | number)[]) => tree && findNodeAtLocation(tree, path);
  const paths = [[key], key.split(".")];
  const node =
    (item !== undefined && paths.map((path) => found([...path, item])).find(Boolean)) || paths.map(found).find(Boolean);
  return (node?.offset ?? 0) + 1;
}
