import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { baselinesOf, labelOfBaseline } from "../resolved/baselines.ts";
import type { Config, Partly } from "../schema.ts";
import { tasks } from "../tasks/index.ts";

/** Baselines that mean something for the task, each once. */
export function checkBaselines(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const list = given.get("baselines")?.value;
  const { task, data, model, baselines } = config;
  if (!list || !task || !baselines) return;
  const fitting = tasks[task].baselines;
  const met = new Map<string, number>();
  baselinesOf({ baselines: baselines as Config["baselines"] }).forEach((baseline, i) => {
    const key = `baselines[${i}]`;
    const at: Span = list.children?.[i] ?? list;
    // What the task does not have is said with the task.
    if (!baseline?.name || !fitting.includes(baseline.name)) return;
    if (baseline.name === "seasonal-naive" && (data?.season ?? null) === null) {
      problems.error(key, at, says.seasonOfBaseline());
      return;
    }
    if (baseline.name === "unattended" && (model?.attention ?? null) === null) {
      problems.error(key, at, says.unattendedAlready());
      return;
    }
    const label = labelOfBaseline(baseline);
    const first = met.get(label);
    if (first !== undefined) {
      problems.error(key, at, says.sameBaseline({ key, first: `baselines[${first}]`, label }));
    } else met.set(label, i);
  });
}
