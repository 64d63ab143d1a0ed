import type { CurveTable } from "../../../src/base/curves/curveTable.ts";

/** The rows of a run's log that a page has. */
export interface RunRows {
  readonly steps: CurveTable;
  readonly validations: CurveTable;
  /** Undefined where it is not known. */
  readonly stepsPerEpoch?: number;
}
