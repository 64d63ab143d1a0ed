import type { Metrics } from "../base/metrics.ts";

export type { Metrics };

import type { Report } from "../contracts/report.ts";

export type {
  CalibrationBin,
  ErrorRow,
  HorizonRow,
  LengthRow,
  Report,
  ScoreRow,
  WrittenExample,
} from "../contracts/report.ts";

export interface Measured {
  metrics: Metrics;
  report: Report;
}
