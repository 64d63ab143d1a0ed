import type { StepPreview } from "./preview.ts";

/** Texts whose symbols are kept: those of one have about as many bytes as 200 texts. */
export const MOST_WITH_SYMBOLS = 20;

/** Previews, oldest first, of which the newest texts keep their symbols. The same list where nothing has to go. */
export function withRecentSymbols(previews: StepPreview[]): StepPreview[] {
  let left = MOST_WITH_SYMBOLS;
  const goes = previews.findLastIndex(({ preview }) => "drawn" in preview && preview.drawn && left-- === 0);
  // Those before it went when it was new.
  return goes < 0 ? previews : previews.map((one, i) => (i <= goes ? withoutSymbols(one) : one));
}

function withoutSymbols(one: StepPreview): StepPreview {
  if (!("drawn" in one.preview) || !one.preview.drawn) return one;
  const { drawn: _, ...preview } = one.preview;
  return { ...one, preview };
}
