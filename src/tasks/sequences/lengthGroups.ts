import type { MinibatchShape } from "../../base/minibatch.ts";
import { bucketsOf, type DatasetPart } from "../../data/index.ts";
import { compile, Programs } from "../../networks/index.ts";
import type { SequenceUse } from "./sequenceTask.ts";

/** Groups of a part, each with a program of its own. */
const MOST_GROUPS = 4;

/** Examples that are measured together, and the shape that all of them fit. */
export interface LengthGroup {
  shape: MinibatchShape;
  examples: number[];
}

/** Examples whose inputs and targets are about as long; the largest shape, which all examples fit, first. */
export function lengthGroups(part: DatasetPart): LengthGroup[] {
  const { shapes, of } = bucketsOf(part, MOST_GROUPS);
  const groups = shapes.map((shape): LengthGroup => ({ shape, examples: [] }));
  for (const [example, bucket] of of.entries()) groups[bucket].examples.push(example);
  return groups.reverse();
}

/** The programs that measure them, with so many rows in each minibatch, and keep all logits. */
export function measuringPrograms(
  { network, sequence: { form }, lenders }: SequenceUse,
  groups: readonly LengthGroup[],
  rows: number,
): Programs {
  const shapes = groups.map(({ shape }) => shape);
  return new Programs(shapes, rows, (shape, like) =>
    compile(
      { network, form, lenders },
      shape,
      { evaluation: true, readsLogits: true },
      { shards: network.threads, like, keep: ({ logits }) => [logits!] },
    ),
  );
}

/** The loss comes as a sum. */
export const SUMMED = { inverseTokens: 1, seed: 0, step: 0 };
