import type { StepPreview } from "./preview.ts";

/** Texts whose symbols are kept: those of one have about as many bytes as 200 texts. */
export const MOST_WITH_SYMBOLS = 20;

/** Previews, oldest first, of which the newest texts keep their symbols. The same list where nothing has to go. */
export function withRecentSymbols(previews: StepPreview[]): StepPreview[] {
  let left = MOST_WITH_SYMBOLS;
  const goes = previews.findLastIndex(({ preview }) => preview.kind === "text" && preview.drawn && left-- === 0);
  // Those before it went when it was new.
  return goes < 0 ? previews : previews.map((one, i) => (i <= goes ? withoutSymbols(one) : one));
}

function withoutSymbols(one: StepPreview): StepPreview {
  if (one.preview.kind !== "text" || !one.preview.drawn) return one;
  const { drawn: _, ...preview } = one.preview;
  return { ...one, preview };
}
