import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";

type Task = Config["task"];

/** What a run of each task is, and the commands that put one to use. */
const TASKS: Record<Task, { what: string; use: string }> = {
  "language-model": { what: "a language model", use: "Use `sample` and `score`." },
  generation: { what: "a model that writes examples", use: "Use `sample` and `score`." },
  classification: { what: "a classifier", use: "Use `predict`, or `evaluate`." },
  tagging: { what: "a tagger", use: "Use `predict`, or `evaluate`." },
  forecasting: { what: "a forecasting model", use: "Use `forecast`, or `evaluate`." },
};

/** A run was asked for what its task does not do; the hint names what it does. `lack`: "it has no labels to predict". */
export function wrongTask(id: string, task: Task, lack: string): UserError {
  const { what, use } = TASKS[task];
  return new UserError("wrong-task", `${id} is ${what}: ${lack}`, use);
}
