import { nearest } from "../../base/nearest.ts";
import { MOST_TRIALS, type SweepValues } from "../keys/sweep.ts";
import { isCounted } from "../kinds/index.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { figuresOf } from "../resolved/figures.ts";
import type { Config, Partly } from "../schema.ts";

/** What the keys of a sweep mean together, and with the rest. */
export function checkSweep(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const { sweep, data = {}, training = {}, model = {} } = config;
  if (!sweep) return;
  const at = placesOf(given);
  const { method = "grid", metric, trials, minSteps } = sweep;

  checkParameters((sweep.parameters ?? {}) as Record<string, unknown>, method, given, problems);

  if (data.validation === 0) problems.error("sweep", at("sweep.metric"), says.sweepNeedsValidation());
  if (metric) {
    const known = figuresOf(config).map((figure) => `validation.${figure}`);
    if (!known.includes(metric)) {
      const near = nearest(metric, known) ?? known.find((name) => name.endsWith(`.${metric}`));
      const suggestions = near === undefined ? [] : [near];
      problems.error("sweep.metric", at("sweep.metric"), says.wrongMetric({ metric, known, suggestions }));
    }
  }
  if (method === "halving") {
    const { seeds } = training;
    if (seeds && seeds > 1) problems.error("sweep.method", at("sweep.method"), says.halvingSeeds({ seeds }));
    if (isCounted(model.kind))
      problems.error("sweep.method", at("sweep.method"), says.halvingCounts({ kind: model.kind! }));
  }
  const idle = (key: string, why: string) =>
    problems.warning(key, at(key), says.noEffectOnMethod({ key, method, why }));
  if (method === "grid" && trials) idle("sweep.trials", "all combinations are trained");
  if (method !== "halving" && minSteps) idle("sweep.minSteps", "no trial ends early");
}

/** Where a key stands, or else the sweep. */
function placesOf(given: Checker["given"]): (key: string) => Span {
  return (key) => given.get(key)?.value ?? given.get("sweep")?.name ?? { offset: 0, length: 0 };
}

function checkParameters(
  parameters: Record<string, unknown>,
  method: string,
  given: Checker["given"],
  problems: ProblemList,
): void {
  const at = placesOf(given);
  const around = "sweep.parameters";
  const entries = Object.entries(parameters).filter(([, values]) => values !== undefined) as [string, SweepValues][];
  if (given.get(around)?.value.children?.length === 0) problems.error(around, at(around), says.nothingSwept());
  let combinations = 1;
  for (const [key, values] of entries) {
    if (Array.isArray(values)) {
      combinations *= values.length;
      continue;
    }
    const [[range, ends]] = Object.entries(values) as [string, (number | undefined)[]][];
    const place = `${around}.${key}.${range}`;
    if (method === "grid") problems.error(place, at(place), says.gridOverRange({ key, range }));
    const [low, high] = ends ?? [];
    if (low !== undefined && high !== undefined && low >= high)
      problems.error(place, at(place), says.emptyRange({ key: place, low, high }));
  }
  if (method === "grid" && combinations > MOST_TRIALS)
    problems.error(around, at(around), says.gridTooLarge({ trials: combinations, most: MOST_TRIALS }));
}
