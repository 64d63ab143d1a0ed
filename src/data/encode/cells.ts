/** What stands at one place of a file: text of a table, or what JSON or columns of tokens hold. */
export type Cell = string | number | boolean | null | readonly unknown[];

// White space between tokens and columns is that of ASCII, as the scripts of CoNLL have it: a no-break space (U+00A0), an
// ideographic space (U+3000) or a U+FEFF belongs to a token, and may be one.

/** What stands between white space. */
export function words(text: string): string[] {
  return text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== "");
}

/** Without the white space around it. Not by a pattern, which would look at a long stretch of spaces again from each of them. */
export function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** A tab, a line break of some kind, or a space. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** What an object has under a name, which may lead through objects within it: "translation.en". Null where there is nothing. */
export function cellOf(object: Readonly<Record<string, unknown>>, name: string): Cell {
  if (Object.hasOwn(object, name)) return (object[name] ?? null) as Cell;
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    const [outer, inner] = [name.slice(0, dot), name.slice(dot + 1)];
    if (Object.hasOwn(object, outer) && isObject(object[outer])) return cellOf(object[outer], inner);
  }
  return null;
}

/** Whether an object has a cell of a name, be it null. */
export function hasColumn(object: Readonly<Record<string, unknown>>, name: string): boolean {
  if (Object.hasOwn(object, name)) return true;
  for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
    const [outer, inner] = [name.slice(0, dot), name.slice(dot + 1)];
    if (Object.hasOwn(object, outer) && isObject(object[outer]) && hasColumn(object[outer], inner)) return true;
  }
  return false;
}

/** The names of what an object has; of what is an object itself, the names within, "translation.en". */
export function namesIn(object: Readonly<Record<string, unknown>>, depth = 3): string[] {
  return Object.entries(object).flatMap(([name, value]) => {
    const inner = depth > 1 && isObject(value) ? namesIn(value, depth - 1) : [];
    return inner.length > 0 ? inner.map((each) => `${name}.${each}`) : [name];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One side of a pair: a text without the white space around it, or a list of tokens, where the cell is one. */
export function textOrTokens(cell: Cell | undefined): string | string[] {
  if (Array.isArray(cell)) return cell.map(String).filter((token) => token !== "");
  return cell === undefined || cell === null ? "" : String(cell).trim();
}

/** Nothing, or white space alone. */
export function isEmptyCell(cell: Cell | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
}
