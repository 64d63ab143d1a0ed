import { visibleSymbol } from "./visibleText.ts";

/** A piece of a text: symbols that are all marked, or that are all not. */
export interface Stretch {
  text: string;
  marked: boolean;
}

/**
 * A text cut where its symbols begin or end to be marked. White space between symbols belongs to what is not marked. Where the
 * symbols do not stand in the text (`<unk>` stands for anything), they stand in its place.
 */
export function stretchesOf(text: string, symbols: readonly string[], isMarked: (index: number) => boolean): Stretch[] {
  if (!symbols.some((_, i) => isMarked(i))) return [{ text, marked: false }];
  const written = placed(text, symbols) ?? joined(symbols);
  const all: Stretch[] = [];
  const add = (from: number, to: number, marked: boolean) => {
    const piece = written.text.slice(from, to);
    if (piece !== "") all.push({ text: marked ? seen(piece) : piece, marked });
  };
  let read = 0;
  for (let first = 0; first < symbols.length; first++) {
    if (!isMarked(first)) continue;
    let last = first;
    while (last + 1 < symbols.length && isMarked(last + 1)) last++;
    add(read, written.starts[first], false);
    read = written.starts[last] + symbols[last].length;
    add(written.starts[first], read, true);
    first = last;
  }
  add(read, written.text.length, false);
  return all;
}

interface Placed {
  text: string;
  /** Where each symbol begins, UTF-16 units. */
  starts: number[];
}

function placed(text: string, symbols: readonly string[]): Placed | undefined {
  const starts: number[] = [];
  let at = 0;
  for (const symbol of symbols) {
    const start = text.indexOf(symbol, at);
    if (start < 0 || text.slice(at, start).trim() !== "") return undefined;
    starts.push(start);
    at = start + symbol.length;
  }
  return { text, starts };
}

/** The symbols one after the other; words with a space between them. */
function joined(symbols: readonly string[]): Placed {
  const between = symbols.some((symbol) => [...symbol].length > 1 && symbol !== "<unk>") ? " " : "";
  let at = 0;
  const starts = symbols.map((symbol) => {
    const start = at;
    at += symbol.length + between.length;
    return start;
  });
  return { text: symbols.join(between), starts };
}

/** A mark of white space alone would be a mark of nothing. */
function seen(text: string): string {
  return text.trim() === "" ? [...text].map(visibleSymbol).join("") : text;
}
