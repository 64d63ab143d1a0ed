import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

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
  let what: "nan" | "infinite" | "exploded" | "steep" = "steep";
  if (Number.isNaN(loss) || Number.isNaN(gradientNorm)) what = "nan";
  else if (!finite) what = "infinite";
  else if (lossExploded) what = "exploded";
  return new UserError(says.diverged({ step, what, loss, gradientNorm, ...watched }));
}
