import { type FigureName, isFigure } from "../../base/metrics.ts";
import { UserError } from "../../base/userError.ts";
import { says } from "../messages/index.ts";
import type { Config, Partly } from "../schema.ts";
import { tasks } from "../tasks/index.ts";

/** The figures of a config's task, of which one can choose the best checkpoint. */
export function figuresOf({ task, data, training = {} }: Partly<Config>): FigureName[] {
  return [
    "loss",
    ...(training.classWeights ? (["weightedLoss"] as const) : []),
    ...(task === undefined ? [] : tasks[task].figures({ data })),
  ];
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
  const said = says.notMeasuredHere({ figure: bestBy({ training }), why, instead });
  return new UserError(said, { file, key: "training.best" });
}
