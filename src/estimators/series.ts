import { type ForecastMethod, forecastErrors, simpleForecast } from "../baselines/index.ts";
import type { Config } from "../config/index.ts";
import type { Evaluation, MeasuredPart, TaskData } from "../tasks/index.ts";
import type { Estimator } from "./estimator.ts";
import { evaluationOf } from "./evaluationOf.ts";

/** Simple forecasts, which have learned nothing. */
export function series(method: ForecastMethod): Estimator {
  const evaluate = (config: Config, { dataset }: TaskData, part: MeasuredPart): Evaluation | undefined =>
    evaluationOf(forecastErrors(method, config, dataset!, part));
  return {
    fit: async (config) => ({
      parameters: 0,
      tensors: () => new Map(),
      evaluate: async (data, part) => evaluate(config, data, part),
    }),
    evaluate: async ({ config }, data, part) => evaluate(config, data, part),
    forecasting: {
      rowsRead: () => 1,
      readsPredictions: false,
      load: async (_model, _encoding, _vectors, horizon) => (own) => {
        const levels = new Float64Array(horizon * own.columns);
        simpleForecast(method, { ...own, horizon }, own.values.length / own.columns - 1, levels);
        return levels;
      },
    },
  };
}
