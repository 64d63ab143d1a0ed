import type { PreviewStates } from "../../contracts/preview.ts";
import { previewRow } from "../../contracts/previewText.ts";
import type { SampleEvent } from "../../contracts/runEvents.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { TrainHost } from "../host.ts";

/** Says a preview, and keeps it in the run. */
export function showPreview(
  folder: RunFolder,
  host: Pick<TrainHost, "emit">,
  shown: Omit<SampleEvent, "event">,
  states?: PreviewStates,
): void {
  const { step, index, preview } = shown;
  const row = previewRow(preview);
  const place = { step, ...(index && { index }) };
  folder.appendSample(step, row.text, { ...place, ...row });
  if (preview.kind === "text" && preview.drawn) folder.addSymbols({ ...place, drawn: preview.drawn });
  host.emit({ event: "sample", ...shown, ...(states && { states }) });
}
