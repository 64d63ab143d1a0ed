import type { LossName } from "../../../src/contracts/trainingPanel.ts";
import { t } from "../../shared/text.ts";

/** What the axis of a loss says: numbers are normalised by the training part before their error is taken. */
export function lossLabel(loss: LossName = "cross-entropy"): string {
  const labels: Record<LossName, string> = {
    "cross-entropy": t("cross-entropy (nats)"),
    ctc: t("CTC loss (nats per label)"),
    squared: t("squared error (normalised)"),
    absolute: t("absolute error (normalised)"),
    huber: t("Huber loss (normalised)"),
  };
  return labels[loss];
}
