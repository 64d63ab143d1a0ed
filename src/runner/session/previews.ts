import { type Config, decoderOf, layersOf } from "../../config/index.ts";
import type { PreviewStates } from "../../contracts/preview.ts";
import { previewRow } from "../../contracts/previewText.ts";
import type { SampleEvent } from "../../contracts/runEvents.ts";
import { type RunFolder, withRelativeSound } from "../../runs/index.ts";
import type { Shown } from "../../sampling/index.ts";
import type { TrainHost } from "../host.ts";

/** Says a preview, and keeps it in the run. */
export function showPreview(
  folder: RunFolder,
  host: Pick<TrainHost, "emit">,
  shown: Omit<SampleEvent, "event">,
  states?: PreviewStates,
): void {
  const { step, index, preview } = shown;
  const row = previewRow(withRelativeSound(preview, folder.path));
  const place = { step, ...(index && { index }) };
  folder.appendSample(step, row.text, { ...place, ...row });
  if ("drawn" in preview && preview.drawn) folder.addSymbols({ ...place, drawn: preview.drawn });
  host.emit({ event: "sample", ...shown, ...(states && { states }) });
}

/** Hidden states with the layers that they belong to; those of a decoder write. */
export function namedStates(
  config: Config,
  { symbols, given, layers, written }: NonNullable<Shown["states"]>,
): PreviewStates {
  const read = named(config.model, layers);
  if (!written) return { symbols, given, layers: read };
  const wrote = named(decoderOf(config).model, written.layers).map((layer) => ({ ...layer, writes: true as const }));
  return { symbols, given, written: written.symbols, layers: [...read, ...wrote] };
}

/** Which layer, and which direction of it, hidden states belong to. */
function named(model: Config["model"], hidden: readonly Float32Array[]): PreviewStates["layers"] {
  const all = layersOf(model).flatMap(({ projection, units, bidirectional }, i) => {
    const one = { layer: i + 1, units: projection ?? units };
    return bidirectional ? (["forward", "backward"] as const).map((direction) => ({ ...one, direction })) : [one];
  });
  return hidden.map((values, i) => ({ ...all[i], values }));
}
