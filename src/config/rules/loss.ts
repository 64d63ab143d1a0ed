import { quoted } from "../keys/describe.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import type { Config, Partly } from "../schema.ts";

/** Which losses a task has. Values that say nothing, their defaults, are passed over. */
export function checkLoss(
  { task, data = {}, training = {} }: Partly<Config>,
  given: Checker["given"],
  problems: ProblemList,
): void {
  if (task === undefined) return;
  const { loss, classWeights, labelSmoothing } = training;
  const wrong = (key: "loss" | "classWeights" | "labelSmoothing", message: string) => {
    const span: Span = given.get(`training.${key}`)?.value ?? { offset: 0, length: 0 };
    problems.error("not-together", `training.${key}`, span, `training.${key} ${message}`);
  };
  if (loss !== undefined && loss !== "squared" && task !== "forecasting") {
    wrong(
      "loss",
      `is an error of numbers, and task ${quoted(task)} predicts ${task === "classification" || task === "tagging" ? "labels" : "symbols"}, whose loss is the cross-entropy. Leave it out, or set task to "forecasting".`,
    );
  }
  if (classWeights && task !== "classification" && task !== "tagging") {
    wrong(
      "classWeights",
      `means nothing with task ${quoted(task)}: there are no labels to weigh. Leave it out, or set task to "classification" or "tagging".`,
    );
  }
  if (!labelSmoothing) return;
  if (task === "forecasting") {
    wrong("labelSmoothing", "spreads a target over symbols, and a series has numbers. Leave it out.");
  } else if (data.labels === "several" || data.labels === "binary") {
    wrong(
      "labelSmoothing",
      `spreads one label over the others, and with data.labels ${quoted(data.labels)} each is a yes or no of its own. Leave it out, or set data.labels to "one".`,
    );
  }
}
