import type { PreviewStates } from "../../contracts/preview.ts";
import { previewText } from "../../contracts/previewText.ts";
import type { SampleEvent } from "../../contracts/runEvents.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { TrainHost } from "../host.ts";

/** Says a preview, and keeps it as text in the run. */
export function showPreview(
  folder: RunFolder,
  host: Pick<TrainHost, "emit">,
  shown: Omit<SampleEvent, "event">,
  states?: PreviewStates,
): void {
  const { step, index, preview } = shown;
  const said = previewText(preview);
  folder.appendSample(step, said.text, { ...(index && { index }), ...said });
  host.emit({ event: "sample", ...shown, ...(states && { states }) });
}
