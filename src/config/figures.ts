import { type FigureName, isFigure } from "../base/metrics.ts";
import type { Partly } from "./rules.ts";
import type { Config } from "./schema.ts";

/** What each task measures beside the loss, of itself; those of entities only where tags mark any. */
const OF_CLASSES = ["accuracy", "macroF1", "calibrationError"] as const;
const OF_LABELS = {
  several: ["exactMatch", "precision", "recall", "microF1", "macroF1"],
  binary: ["accuracy", "precision", "recall", "f1"],
} as const;
const OF_ENTITIES = ["precision", "recall", "f1"] as const;
const OF_ITEMS = ["hitAt1", "hitAt5", "hitAt10", "mrr"] as const;

/** The figures of a config's task, of which one can choose the best checkpoint. */
export function figuresOf({ task, data = {}, training = {} }: Partly<Config>): FigureName[] {
  return ["loss", ...(training.classWeights ? (["weightedLoss"] as const) : []), ...besideLoss(task, data)];
}

function besideLoss(task: Config["task"] | undefined, data: Partly<Config["data"]>): readonly FigureName[] {
  const { labels } = data;
  switch (task) {
    case "language-model":
      return [
        ...(data.direction === "cloze"
          ? (["pseudoPerplexity"] as const)
          : (["perplexity", "bitsPerCharacter"] as const)),
        ...(data.unit === "item" ? OF_ITEMS : []),
      ];
    case "classification":
      if (labels === "several" || labels === "binary") return OF_LABELS[labels];
      return labels === "ordered" ? [...OF_CLASSES, "mae"] : OF_CLASSES;
    case "tagging":
      if (labels === "several" || labels === "binary") return OF_LABELS[labels];
      return ["accuracy", "macroF1", ...OF_ENTITIES];
    case "forecasting":
      return ["mae", "rmse", "mase"];
    case "generation":
      return ["perplexity"];
    default:
      return [];
  }
}

/**
 * The figure that chooses the best checkpoint, ends the run early and lowers the rate. The config may be that of a run of an older
 * version, or of any origin.
 */
export function bestBy({
  training,
}: {
  training?: Partial<Pick<Config["training"], "best" | "classWeights">>;
}): FigureName {
  const { best, classWeights } = training ?? {};
  if (isFigure(best)) return best;
  return classWeights ? "weightedLoss" : "loss";
}
