/** Widths of symbols in a font, measured once each. */
export function measureIn(font: string): (symbol: string) => number {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  if (context) context.font = font;
  return (symbol) => {
    let width = known.get(symbol);
    if (width === undefined) {
      width = context?.measureText(symbol).width ?? 8 * symbol.length;
      known.set(symbol, width);
    }
    return width;
  };
}
