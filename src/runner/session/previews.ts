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
  folder.appendSample(step, row.text, { ...(index && { index }), ...row });
  host.emit({ event: "sample", ...shown, ...(states && { states }) });
}
