import { softmax } from "../../base/softmax.ts";
import type { PatchGroup } from "./patchGroups.ts";

export interface PatchGrid {
  groups: readonly string[];
  /** The steps at which states were patched. */
  steps: Int32Array;
  stride: number;
  /** (groups, steps): (L_corrupt − L_patched) / (L_corrupt − L_clean); null where those two are nearer than `NEAR`. */
  recovery: Float32Array | null;
  /** (groups): the same with the states of every step patched. */
  whole: Float32Array | null;
  step: number;
  target: number;
  /** L = −ln p of the target, in nats. */
  loss: { clean: number; corrupt: number };
}

/** A run with states patched at steps [from, to). */
export interface PatchJob {
  from: number;
  to: number;
  group: PatchGroup;
}

export interface GridSettings {
  groups: readonly PatchGroup[];
  /** Runs that are made together. */
  rows: number;
  /** Whether a group has a step in both texts; all have where absent. */
  has?(group: PatchGroup, step: number): boolean;
  progress?(share: number): void;
}

/** Nats below which two losses say nothing of what lies between them. */
export const NEAR = 0.01;

/** Patches every group at every step by itself, and at all steps together. `run` puts out the logits of some jobs, whose steps rise. */
export function fillGrid(
  { steps, target, loss }: Pick<PatchGrid, "steps" | "target" | "loss">,
  { groups, rows, has = () => true, progress }: GridSettings,
  run: (jobs: readonly PatchJob[]) => readonly Float32Array[],
): { recovery: Float32Array; whole: Float32Array } {
  const recovery = new Float32Array(groups.length * steps.length).fill(Number.NaN);
  const whole = new Float32Array(groups.length);
  const last = steps[steps.length - 1];
  // Of neighbouring steps together, so that some of them need not begin long before they are patched.
  const jobs = [
    ...groups.map((group, row) => ({ from: 0, to: last + 1, group, put: (share: number) => (whole[row] = share) })),
    ...Array.from(steps).flatMap((at, column) =>
      groups.flatMap((group, row) => {
        const put = (share: number) => (recovery[row * steps.length + column] = share);
        return has(group, at) ? [{ from: at, to: at + 1, group, put }] : [];
      }),
    ),
  ];
  for (let first = 0; first < jobs.length; first += rows) {
    const some = jobs.slice(first, first + rows);
    run(some).forEach((logits, i) => {
      const recovered = loss.corrupt - lossOf(logits, target);
      some[i].put(recovered === 0 ? 0 : recovered / (loss.corrupt - loss.clean));
    });
    progress?.(first / jobs.length);
  }
  return { recovery, whole };
}

export function likeliest(logits: Float32Array): number {
  return logits.reduce((best, x, id) => (x > logits[best] ? id : best), 0);
}

/** −ln p, in f64. */
export function lossOf(logits: Float32Array, target: number): number {
  return -Math.log(softmax(logits, new Float64Array(logits.length))[target]);
}
