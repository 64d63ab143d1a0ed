import { UserError } from "../../base/userError.ts";
import type { TaskName } from "../../config/index.ts";
import { says } from "../messages.ts";

/** What a run of each task is and does, and the command for that. */
const TASKS: Record<TaskName, { what: string; does: string; command: string }> = {
  "language-model": { what: "a language model", does: "It writes and scores text.", command: "sample" },
  generation: { what: "a model that writes examples", does: "It writes and scores examples.", command: "sample" },
  "sequence-to-sequence": {
    what: "a model that writes a sequence for another",
    does: "It writes outputs for sources, scores given ones, and can be evaluated.",
    command: "predict",
  },
  classification: { what: "a classifier", does: "It predicts labels, and can be evaluated.", command: "predict" },
  tagging: { what: "a tagger", does: "It predicts tags, and can be evaluated.", command: "predict" },
  forecasting: { what: "a forecasting model", does: "It forecasts, and can be evaluated.", command: "forecast" },
};

/** A run was asked for what its task does not do; the advice is what it does. `lack`: "it has no labels to predict". */
export function wrongTask(id: string, task: TaskName, lack: string): UserError {
  return new UserError(says.wrongTask({ id, lack, ...TASKS[task] }));
}
