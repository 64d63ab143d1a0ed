import { createScanner, type Node } from "jsonc-parser";
import type { ParsedConfig } from "./parsedConfig.ts";

/** A stretch to cut out, in UTF-16 units. */
interface Cut {
  start: number;
  end: number;
}

/**
 * What to cut so that a property, or an entry of a list, is gone, its comma with it. Every comment stays, and no other line is touched; jsonc-parser's
 * `modify` drops the comments before the property and lays out its neighbours anew.
 */
export function cutsOf({ text }: ParsedConfig, property: Node): Cut[] {
  const start = property.offset;
  const end = start + property.length;
  const comma = commaFrom(text, end);
  if (comma !== undefined) {
    // Between the value and its comma there may be a comment.
    const both = /^\s*$/.test(text.slice(end, comma));
    return both ? [widened(text, start, comma + 1)] : [widened(text, start, end), { start: comma, end: comma + 1 }];
  }
  const siblings = property.parent?.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  const last = before && commaFrom(text, before.offset + before.length);
  return last === undefined
    ? [widened(text, start, end)]
    : [{ start: last, end: last + 1 }, widened(text, start, end, last + 1)];
}

export function withoutCuts(text: string, cuts: readonly Cut[]): string {
  return cuts.toReversed().reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

/** The whole line when nothing else is on it, else the blanks after it, or before it where there are none. */
function widened(text: string, start: number, end: number, least = 0): Cut {
  const before = /[\r\n][ \t]*$/.exec(text.slice(least, start));
  const after = /^[ \t]*(?=[\r\n])/.exec(text.slice(end));
  if (before && after) {
    const from = start - before[0].length;
    return { start: text[from] === "\n" && text[from - 1] === "\r" ? from - 1 : from, end: end + after[0].length };
  }
  const blanks = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  // Without blanks after it, those before it separate nothing any more.
  const less = blanks > 0 || least === 0 ? 0 : (/[ \t]*$/.exec(text.slice(least, start))?.[0].length ?? 0);
  return { start: start - less, end: end + blanks };
}

// Token numbers of jsonc-parser's scanner; its const enum cannot be imported under isolatedModules.
const COMMA = 5;

function commaFrom(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return (scanner.scan() as number) === COMMA ? scanner.getTokenOffset() : undefined;
}
