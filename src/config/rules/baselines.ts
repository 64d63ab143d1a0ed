import { listed } from "../../base/words.ts";
import { quoted } from "../keys/describe.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { baselinesOf, labelOfBaseline } from "../resolved/baselines.ts";
import type { Config, Partly } from "../schema.ts";
import { tasks } from "../tasks/index.ts";

/** Baselines that mean something for the task, each once. */
export function checkBaselines(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const list = given.get("baselines")?.value;
  const { task, data, baselines } = config;
  if (!list || !task || !baselines) return;
  const fitting = tasks[task].baselines;
  const met = new Map<string, number>();
  baselinesOf({ baselines: baselines as Config["baselines"] }).forEach((baseline, i) => {
    const key = `baselines[${i}]`;
    const at: Span = list.children?.[i] ?? list;
    if (!baseline?.name) return;
    if (!fitting.includes(baseline.name)) {
      const message = `The baseline ${quoted(baseline.name)} does not fit task ${quoted(task)}. Those that do: ${listed(fitting.map(quoted), "and")}.`;
      problems.error("not-together", key, at, message);
      return;
    }
    if (baseline.name === "seasonal-naive" && (data?.season ?? null) === null) {
      const message = `The baseline "seasonal-naive" looks back one season, and data.season is not given. Set it to the rows of a season, like 12.`;
      problems.error("needs-season", key, at, message);
      return;
    }
    if (tasks[task].reads === "text" && data?.direction === "cloze") {
      const message = `The baseline ${quoted(baseline.name)} reads a text from one side, and data.direction "cloze" asks for both: the two would not be measured on the same question. Leave it out.`;
      problems.error("not-together", key, at, message);
      return;
    }
    const label = labelOfBaseline(baseline);
    const first = met.get(label);
    if (first !== undefined) {
      const message = `${key} is the same as baselines[${first}]: ${label}. Leave one of them out.`;
      problems.error("given-twice", key, at, message);
    } else met.set(label, i);
  });
}
