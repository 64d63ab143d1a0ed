import { type FigureName, isFigure } from "../base/metrics.ts";
import { UserError } from "../base/userError.ts";
import { listed } from "../base/words.ts";
import { quoted } from "./rule.ts";
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
      // Those of several columns are in units of their own.
      return Array.isArray(data.target) && data.target.length > 1 ? ["mase"] : ["mae", "rmse", "mase"];
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

/** `training.best` names a figure that the task has and these data do not; `instead` are some that they have. */
export function notMeasured({ training }: Config, why: string, instead: readonly string[], file?: string): UserError {
  const hint = `Set training.best to ${listed(instead.map(quoted), "or")}, or leave it out.`;
  const message = `training.best is ${quoted(bestBy({ training }))}, ${why}.`;
  return new UserError("not-measured", message, hint, { file, key: "training.best" });
}
