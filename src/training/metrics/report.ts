import type { Metrics } from "../../base/metrics.ts";

export type { Metrics };

import type { Report } from "../../base/report.ts";

export type { CalibrationBin, ErrorRow, HorizonRow, Report, ScoreRow } from "../../base/report.ts";

export interface Measured {
  metrics: Metrics;
  report: Report;
}
