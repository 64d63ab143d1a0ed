import { type Metrics, metricKinds } from "../base/metrics.ts";
import { type BaselineRow, baselineRow } from "../contracts/runs.ts";
import { matches } from "../contracts/shapes.ts";

/** Checks what a file says, which may come from anywhere: rows of any other shape are passed over. JSON has no infinity, and says null. */
export function parseBaselines(json: unknown): BaselineRow[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((row: unknown): BaselineRow[] => {
    if (!matches(baselineRow, row)) return [];
    const { name, settings, part, targets, impossible, parameters, steps } = row;
    const read = (value: number | null | undefined) =>
      value === null && impossible > 0 ? Number.POSITIVE_INFINITY : (value ?? null);
    const figures = Object.keys(metricKinds).map((key) => [key, read(row[key as keyof Metrics])] as const);
    const metrics: Metrics = Object.fromEntries(figures.filter(([, value]) => value !== null));
    const trained = { ...(parameters !== undefined && { parameters }), ...(steps !== undefined && { steps }) };
    return [{ name, settings, part, loss: read(row.loss), targets, impossible, ...trained, ...metrics }];
  });
}
