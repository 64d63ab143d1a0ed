import { type FigureName, isFigure } from "../../base/metrics.ts";
import type { SweepMethod, SweepValues } from "../keys/sweep.ts";
import { type Config, schemasAt } from "../schema.ts";
import { bestBy } from "./figures.ts";

/** What a config asks `unroll sweep` for, with every default filled in. */
export interface Sweep {
  /** Dotted keys, each with the values to try, in the order of the schema. */
  parameters: [key: string, values: SweepValues][];
  method: SweepMethod;
  /** How many combinations to draw; a grid has all there are. */
  trials: number;
  /** The figure of validation that trials are compared by. */
  figure: FigureName;
  /** The first rung of "halving"; null: a 27th of the planned steps. */
  minSteps: number | null;
}

/** Whether the numbers that a dotted key takes are whole. */
export function takesWholeNumbers(key: string): boolean {
  const types = schemasAt(key.split(".")).map(({ type }) => type);
  return types.includes("integer") && !types.includes("number");
}

const USUAL_TRIALS = 20;

/** Undefined where a config has no sweep. */
export function sweepOf(config: Config): Sweep | undefined {
  const { sweep } = config;
  if (!sweep) return undefined;
  const { parameters, method, trials, metric, minSteps } = sweep;
  const name = metric?.slice("validation.".length);
  return {
    parameters: Object.entries(parameters),
    method,
    trials: trials ?? USUAL_TRIALS,
    figure: isFigure(name) ? name : bestBy(config),
    minSteps,
  };
}
