import type { Preview } from "../contracts/preview.ts";
import type { Sample, SampleSettings } from "./sampler.ts";
import type { Output, TargetSettings } from "./targetWriter.ts";

/** What a model shows of itself, and what only some need to know of it. */
export interface Shown {
  preview: Preview;
  /** Symbols of the prompt that are outside the vocabulary. */
  unknown?: Sample["unknown"];
  /**
   * The hidden states, where they were asked for: one Float32Array (time, H) a layer and direction, for each symbol that was read.
   * Where another network writes, its own, for each symbol that it wrote.
   */
  states?: {
    symbols: string[];
    given: number;
    layers: Float32Array[];
    written?: { symbols: string[]; layers: Float32Array[] };
  };
}

/** Shows what a model does: text that it writes, or examples that it answers. */
export interface PreviewSource {
  previews(settings: SampleSettings, withHidden?: boolean): Shown[];
  /** Whether there are rows for a sample with such settings, of what writes text. */
  hasRowsFor?(settings: SampleSettings): boolean;
  /** Of outputs: those of a source; undefined where there are no rows for such settings, or the source is too long. */
  write?(source: Int32Array, settings: TargetSettings): Output[] | undefined;
}

/** A sample, as what is shown. */
export function shownSample({ start, prompt, text, backward, drawn, ...sample }: Sample): Shown {
  const { unknown, hidden, symbols, given } = sample;
  const more = { ...(backward && { backward }), ...(drawn && { drawn }) };
  return {
    preview: { kind: "text", ...(start !== undefined && { start }), prompt, text, ...more },
    unknown,
    ...(hidden && symbols && { states: { symbols, given: given ?? 0, layers: hidden } }),
  };
}

/** Shows the samples that are drawn. */
export function textPreviews(writer: {
  samples(settings: SampleSettings, withHidden?: boolean): Sample[];
  hasRowsFor(settings: SampleSettings): boolean;
}): PreviewSource {
  return {
    previews: (settings, withHidden) => writer.samples(settings, withHidden).map(shownSample),
    hasRowsFor: (settings) => writer.hasRowsFor(settings),
  };
}
