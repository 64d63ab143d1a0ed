import { createScanner } from "jsonc-parser";

/** A token that is neither blank nor comment, in UTF-16 units. */
export interface Token {
  type: "key" | "scalar" | "open" | "close" | ":" | ",";
  start: number;
  end: number;
  /** A text whose closing quote is missing: it goes on to the end of its line. */
  isOpen: boolean;
}

/** Where a cursor stands: the token that ends before it or at it, the one that it is in, the one after it. */
export interface Cursor {
  before?: Token;
  inside?: Token;
  after?: Token;
  /** Braces and brackets that are open there. */
  depth: number;
}

// Token numbers of jsonc-parser's scanner; its const enum cannot be imported under isolatedModules.
const TYPES: Record<number, Token["type"]> = { 1: "open", 2: "close", 3: "open", 4: "close", 5: ",", 6: ":" };
const STRING = 10;
const END = 17;
const UNEXPECTED_END_OF_STRING = 2;

export function cursorAt(text: string, offset: number): Cursor {
  const scanner = createScanner(text, true);
  const cursor: Cursor = { depth: 0 };
  const next = (): Token | undefined => {
    const kind: number = scanner.scan();
    if (kind === END) return undefined;
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    const isOpen = kind === STRING && (scanner.getTokenError() as number) === UNEXPECTED_END_OF_STRING;
    return { type: TYPES[kind] ?? "scalar", start, end, isOpen };
  };
  for (let token = next(); token; token = next()) {
    if (token.start >= offset) {
      cursor.after = token;
      // A text before a colon is a key.
      if (token.type === "scalar" && next()?.type === ":") token.type = "key";
      return cursor;
    }
    if (token.end > offset || (token.isOpen && token.end === offset)) cursor.inside = token;
    else {
      if (token.type === ":" && cursor.before?.type === "scalar") cursor.before.type = "key";
      cursor.before = token;
      if (token.type === "open") cursor.depth++;
      if (token.type === "close") cursor.depth--;
    }
  }
  return cursor;
}
