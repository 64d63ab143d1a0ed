import type { PanelRun } from "../../../src/contracts/trainingPanel.ts";

/** A run of a running text. */
export const someRun: PanelRun = {
  ...{ id: "r", name: "sea", parameters: 1, build: "simd", symbols: 2 },
  ...{ writesText: true, loss: "cross-entropy", bestBy: "loss" },
};
