import { UserError } from "../base/userError.ts";

/** Above this gradient norm an unclipped step only throws the network away. */
const LARGEST_NORM = 1e6;
/** A loss this many times that of guessing means the network has exploded. */
const LARGEST_LOSS = 10;

/** What a training is: it tells when its loss has exploded, and what may have caused that. */
export interface Watched {
  /** Whether gradients are clipped. */
  clipped: boolean;
  /** The loss of guessing, nats; infinite where numbers are predicted. */
  guessing: number;
  /** Whether it reads or predicts numbers. */
  numbers: boolean;
}

/**
 * Looks at a step before it touches a parameter: NaN, infinity or an explosion ends the run. The error says the step, the gradient
 * norm and two things to try: at the first step, before any update, only the initial parameters and the data can be the cause.
 * Allocates nothing while all is well.
 */
export function divergence(step: number, loss: number, gradientNorm: number, watched: Watched): UserError | undefined {
  const { clipped, guessing } = watched;
  const lossExploded = loss > LARGEST_LOSS * guessing;
  const finite = Number.isFinite(loss) && Number.isFinite(gradientNorm);
  const tooSteep = !clipped && gradientNorm > LARGEST_NORM;
  if (finite && !lossExploded && !tooSteep) return undefined;
  const norm = Number.isFinite(gradientNorm) ? gradientNorm.toPrecision(3) : String(gradientNorm);
  let what = "is about to explode";
  if (Number.isNaN(loss) || Number.isNaN(gradientNorm)) what = "is not a number any more";
  else if (!finite) what = "is infinite";
  else if (lossExploded)
    what = `exploded: ${loss.toPrecision(3)} nats, where guessing gives ${guessing.toPrecision(3)}`;
  const isFirst = step === 1;
  const kept = isFirst ? "" : ", and the checkpoints before it are kept";
  return new UserError(
    "diverged",
    `The loss ${what} at step ${step}; the gradient norm was ${norm}. The parameters were not touched by this step${kept}.`,
    isFirst ? hintAtFirst(watched, finite && !lossExploded) : hintLater(watched),
  );
}

/** `steepOnly`: the loss is sound, and only the gradient is too large to be followed as it is. */
function hintAtFirst({ numbers }: Watched, steepOnly: boolean): string {
  const causes = numbers ? "the initial parameters or the numbers in the data are" : "the initial parameters are";
  const remedies = [
    "Try a smaller scale in model.initializer",
    ...(numbers ? ["look for very large numbers in the data"] : []),
    ...(steepOnly ? ['clip the gradient ("clip": { "norm": 1 } in training)'] : []),
  ];
  return `No parameter has been updated yet, so ${causes} the cause, not the learning rate. ${remedies.join(", or ")}.`;
}

function hintLater({ clipped }: Watched): string {
  return clipped
    ? "Try a training.learningRate a tenth as large, or a smaller bound in training.clip."
    : 'Try "clip": { "norm": 1 } in training, or a training.learningRate a tenth as large.';
}
