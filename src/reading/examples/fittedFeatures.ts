import type { Encoding } from "../../data/encode/encoding.ts";
import { type ConstantColumn, fitNormalization, type Rows, refuseOtherWidth } from "../../data/encode/normalize.ts";
import type { Collector } from "./collector.ts";
import type { Roles } from "./columnRoles.ts";
import { sayConstant } from "./constantNote.ts";
import type { Say } from "./openFiles.ts";

/** How the numbers of steps are normalised: as a run's were, or by those of the training part; a column of equal numbers is told. */
export function fittedFeatures(
  collector: Collector,
  train: Int32Array,
  { roles, known, say }: { roles: Roles; known: Encoding | undefined; say: Say },
): Encoding["source"]["features"] {
  const width = collector.width ?? 0;
  if (known) {
    if (collector.steps > 0) refuseOtherWidth(width, known.source.features);
    return known.source.features;
  }
  const numbers = collector.numbers.view();
  const visit: Rows = (each) => visitSteps(collector, train, (step) => each(numbers, step * width));
  return fitted(featureNames(roles, width), visit, say);
}

/** How columns of numbers are normalised by the rows of training; one of equal numbers is told. */
export function fitted(columns: readonly string[], rows: Rows, say: Say): Encoding["source"]["features"] {
  const constant: ConstantColumn[] = [];
  const features = fitNormalization(columns, rows, { onConstant: (column) => constant.push(column) });
  sayConstant(constant, "data.input", say);
  return features;
}

/** Visits each step of some sequences. */
export function visitSteps({ starts, lengths }: Collector, indices: Int32Array, visit: (step: number) => void): void {
  for (const i of indices) {
    const start = starts.view()[i];
    for (let t = 0; t < lengths.view()[i]; t++) visit(start + t);
  }
}

function featureNames({ inputs, texts }: Roles, width: number): string[] {
  const columns = inputs.filter((column) => !texts.includes(column));
  if (columns.length === width) return columns;
  return Array.from({ length: width }, (_, i) => (columns.length === 1 ? `${columns[0]}[${i}]` : `${i + 1}`));
}
