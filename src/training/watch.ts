import { UserError } from "../base/userError.ts";

/** Above this gradient norm an unclipped step only throws the network away. */
const LARGEST_NORM = 1e6;
/** A loss this many times that of guessing means the network has exploded. */
const LARGEST_LOSS = 10;

/**
 * Looks at a step before it touches a parameter: NaN, infinity or an explosion ends the run. The error says the step, the
 * gradient norm and two settings to try. `guessing` is the loss of guessing, ln V. Allocates nothing while all is well.
 */
export function divergence(
  step: number,
  loss: number,
  gradientNorm: number,
  clipped: boolean,
  guessing: number,
): UserError | undefined {
  const exploded = loss > LARGEST_LOSS * guessing || (!clipped && gradientNorm > LARGEST_NORM);
  if (!exploded && Number.isFinite(loss) && Number.isFinite(gradientNorm)) return undefined;
  const norm = Number.isFinite(gradientNorm) ? gradientNorm.toPrecision(3) : String(gradientNorm);
  let what = "is about to explode";
  if (Number.isNaN(loss) || Number.isNaN(gradientNorm)) what = "is not a number any more";
  else if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) what = "is infinite";
  else if (loss > LARGEST_LOSS * guessing)
    what = `exploded: ${loss.toPrecision(3)} nats, where guessing gives ${guessing.toPrecision(3)}`;
  return new UserError(
    "diverged",
    `The loss ${what} at step ${step}; the gradient norm was ${norm}. The parameters were not touched by this step, and the checkpoints before it are kept.`,
    clipped
      ? "Try a training.learningRate a tenth as large, or a smaller bound in training.clip."
      : 'Try "clip": { "norm": 1 } in training, or a training.learningRate a tenth as large.',
  );
}
