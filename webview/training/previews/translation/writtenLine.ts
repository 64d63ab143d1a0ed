import { visibleSymbol } from "../../../../src/base/visibleText.ts";
import { element, textNode } from "../../../shared/dom.ts";

/** A text in which some of its symbols are marked: a stretch of marked symbols is one mark. */
export function writtenLine(text: string, symbols: readonly string[], isMarked: (index: number) => boolean): Node[] {
  const isAnyMarked = symbols.some((_, i) => isMarked(i));
  if (!isAnyMarked) return [textNode(text)];
  const written = placed(text, symbols) ?? joined(symbols);
  const nodes: Node[] = [];
  let read = 0;
  for (let first = 0; first < symbols.length; ) {
    const marked = isMarked(first);
    let end = first + 1;
    while (end < symbols.length && isMarked(end) === marked) end++;
    if (marked) {
      const start = written.starts[first];
      const stop = written.starts[end - 1] + symbols[end - 1].length;
      if (start > read) nodes.push(textNode(written.text.slice(read, start)));
      nodes.push(element("mark", {}, shownStretch(written.text.slice(start, stop))));
      read = stop;
    }
    first = end;
  }
  if (read < written.text.length) nodes.push(textNode(written.text.slice(read)));
  return nodes;
}

interface Placed {
  text: string;
  /** Where each symbol begins, UTF-16 units. */
  starts: number[];
}

/** Where the symbols stand in their text; undefined where one does not, such as `<unk>`. */
function placed(text: string, symbols: readonly string[]): Placed | undefined {
  const starts: number[] = [];
  let at = 0;
  for (const symbol of symbols) {
    const start = text.indexOf(symbol, at);
    // Between symbols is white space alone.
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

/** White space alone would be a mark of nothing. */
function shownStretch(text: string): string {
  return text.trim() === "" ? [...text].map(visibleSymbol).join("") : text;
}
