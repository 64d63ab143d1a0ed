import type { InspectionProgress } from "../../../src/contracts/inspection.ts";
import { t } from "../../shared/text.ts";

const doings: Record<InspectionProgress["doing"], () => string> = {
  loading: () => t("Loading the checkpoint"),
  reading: () => t("Reading the data"),
  running: () => t("Running the network over the text"),
  recomputing: () => t("Computing the states"),
  differentiating: () => t("Computing the gradients"),
  patching: () => t("Patching states, one after the other"),
  writing: () => t("Writing on"),
  counting: () => t("Counting n-grams"),
};

/** What a question is at: "Computing the gradients: 40 %". */
export function progressText(progress: InspectionProgress | undefined): string {
  if (!progress) return t("Asking the network …");
  const doing = doings[progress.doing]();
  return progress.share === null ? `${doing} …` : t("{0}: {1} %", doing, Math.floor(100 * progress.share));
}
