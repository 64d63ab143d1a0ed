// Colours of symbols within a text that stays one text: letters keep joining, and emoji stay whole. The colours are in sample.css.

/** Least probability of each colour but the last; the first is none. */
export const PROBABILITY_STEPS = [0.5, 0.25, 0.1, 0.03, 0.01];

/** Which colour: 0 for what was expected, up to `PROBABILITY_STEPS.length` for what hardly was. */
export function colourOf(probability: number): number {
  const place = PROBABILITY_STEPS.findIndex((least) => probability >= least);
  return place < 0 ? PROBABILITY_STEPS.length : place;
}

/** A stretch of a text node in one of the page's highlights. */
export interface Highlighted {
  name: string;
  range: StaticRange;
}

/** Ranges by what they belong to. The registry is the page's, and has a name once. */
const shown = new Map<Node, Highlighted[]>();
let isSweeping = false;

/** Shows these highlights of a node, in place of those that it has. */
export function highlight(node: Node, all: readonly Highlighted[]): void {
  remove(node);
  if (all.length > 0) shown.set(node, [...all]);
  for (const { name, range } of all) {
    let set = CSS.highlights.get(name);
    if (!set) {
      set = new Highlight();
      CSS.highlights.set(name, set);
    }
    set.add(range);
  }
  if (isSweeping) return;
  isSweeping = true;
  // A node may be put into the page after this.
  requestAnimationFrame(() => {
    isSweeping = false;
    for (const one of shown.keys()) if (!one.isConnected) remove(one);
  });
}

function remove(node: Node): void {
  for (const { name, range } of shown.get(node) ?? []) CSS.highlights.get(name)?.delete(range);
  shown.delete(node);
}

/** A stretch of a text node. */
export function stretch(node: Node, start: number, end: number): StaticRange {
  return new StaticRange({ startContainer: node, startOffset: start, endContainer: node, endOffset: end });
}
