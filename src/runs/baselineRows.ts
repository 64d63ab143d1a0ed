import { type Metrics, metricKinds } from "../base/metrics.ts";
import type { BaselineRow } from "../contracts/runs.ts";

/** Checks what a file says, which may come from anywhere: rows of any other shape are passed over. JSON has no infinity, and says null. */
export function parseBaselines(json: unknown): BaselineRow[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((given: unknown): BaselineRow[] => {
    const row = (given ?? {}) as Record<string, unknown>;
    const { name, settings, part, targets, impossible } = row;
    if (typeof name !== "string" || (part !== "validation" && part !== "test")) return [];
    if (typeof settings !== "object" || settings === null) return [];
    if (typeof targets !== "number" || typeof impossible !== "number") return [];
    const figure = (key: string) => (row[key] === null && impossible > 0 ? Number.POSITIVE_INFINITY : row[key]);
    const names = Object.keys(metricKinds).filter((key) => typeof figure(key) === "number");
    const metrics: Metrics = Object.fromEntries(names.map((key) => [key, figure(key)]));
    const loss = figure("loss");
    if (loss !== null && typeof loss !== "number") return [];
    const trained = Object.fromEntries(
      ["parameters", "steps"].flatMap((key) => (typeof row[key] === "number" ? [[key, row[key]]] : [])),
    );
    return [{ name, settings, part, loss, targets, impossible, ...trained, ...metrics }];
  });
}
