import { type Collapse, type CollapseStage, collapseStages } from "../../../src/base/ctc/collapse.ts";
import { ctcLattice } from "../../../src/base/ctc/ctcLattice.ts";
import { ctcSteps } from "../../../src/base/ctc/ctcSteps.ts";
import type { TranscriptPreview } from "../../../src/contracts/preview.ts";
import type { States } from "../../shared/heatMap.ts";

/** The lattice of a transcript: a row for each label, and one for the blank before, between and after them. */
export interface LatticePicture {
  /** Whose it is: what is true, or what was written. */
  of: "truth" | "output";
  /** (S) places in the labels of the picture; 0 is the blank. */
  labels: ArrayLike<number>;
  /** (T,S): each step adds up to 1. */
  weights: States;
}

/** What is seen of a transcript along the steps that were read. */
export interface TranscriptPicture {
  steps: number;
  /** The blank first. */
  labels: readonly string[];
  /** (T,L); absent where there are too many numbers, or until they have come. */
  posteriors: States | undefined;
  /** The likeliest label of each step; empty of a model that has no probabilities of steps. */
  path: ArrayLike<number>;
  stages: readonly CollapseStage[];
  lattice: LatticePicture | undefined;
}

/** Places of a lattice that a page computes, steps × places. */
const MOST_NODES = 2 ** 21;

/** The picture of a preview, which comes from anywhere: what does not fit together is left out. */
export function pictureOf(preview: TranscriptPreview): TranscriptPicture {
  const { steps, labels, collapse, output, truth } = preview;
  const path = pathOf(preview);
  const logs = preview.logs?.length === steps * labels.length && steps > 0 ? preview.logs : undefined;
  const posteriors = logs && { time: steps, units: labels.length, values: Float32Array.from(logs, Math.exp) };
  return {
    ...{ steps, labels, path, posteriors, stages: stagesOf(path, collapse) },
    lattice: logs && (latticeOf(preview, logs, truth, "truth") ?? latticeOf(preview, logs, output, "output")),
  };
}

/** The path, and what is left of it after each stage. */
export function stagesOf(path: ArrayLike<number>, collapse: Collapse): CollapseStage[] {
  return path.length > 0 ? collapseStages(path, collapse) : [];
}

/** The best path of a preview, a label a step; empty where it does not have as many steps. */
export function pathOf({
  path: pairs,
  steps,
  labels,
}: Pick<TranscriptPreview, "path" | "steps" | "labels">): Int32Array {
  const path = new Int32Array(steps);
  let t = 0;
  for (let i = 0; i + 1 < pairs.length && t < steps; i += 2) {
    const [label, length] = [pairs[i], pairs[i + 1]];
    if (!(label >= 0 && label < labels.length && length >= 1)) return new Int32Array();
    path.fill(label, t, t + length);
    t += length;
  }
  return t === steps ? path : new Int32Array();
}

function latticeOf(
  { steps, labels }: TranscriptPreview,
  logs: ArrayLike<number>,
  symbols: readonly string[] | null,
  of: LatticePicture["of"],
): LatticePicture | undefined {
  const target = symbols?.map((symbol) => labels.indexOf(symbol));
  if (!target || target.some((label) => label <= 0) || ctcSteps(target) > steps) return undefined;
  if (steps * (2 * target.length + 1) > MOST_NODES) return undefined;
  const lattice = ctcLattice(Float64Array.from(logs), labels.length, target);
  if (lattice.logProbability === Number.NEGATIVE_INFINITY) return undefined;
  const weights = { time: steps, units: lattice.labels.length, values: Float32Array.from(lattice.weights) };
  return { of, labels: lattice.labels, weights };
}
