import { messageTable } from "../base/message.ts";

/** How a step diverged. */
interface Divergence {
  step: number;
  what: "nan" | "infinite" | "exploded" | "steep";
  loss: number;
  /** The loss of guessing, nats. */
  guessing: number;
  gradientNorm: number;
  /** Whether gradients are clipped, and whether numbers in the data may be the cause. */
  clipped: boolean;
  numbers: boolean;
}

/** What is said of training. */
export const says = messageTable("training", {
  diverged: (of: Divergence) => {
    const { step, gradientNorm } = of;
    const norm = Number.isFinite(gradientNorm) ? gradientNorm.toPrecision(3) : String(gradientNorm);
    const kept = step === 1 ? "" : ", and the checkpoints before it are kept";
    return {
      code: "diverged",
      text: `The loss ${divergenceText(of)} at step ${step}; the gradient norm was ${norm}. The parameters were not touched by this step${kept}.`,
      hint: step === 1 ? hintAtFirst(of) : hintLater(of),
    };
  },
  hasEnded: () => ({
    code: "has-ended",
    text: "The training has taken its last step, so it can no longer be steered.",
    hint: "Resume the run with more steps to go on.",
  }),
  damagedCheckpoint: ({ why }: { why: string }) => ({
    code: "damaged-checkpoint",
    text: `The checkpoint cannot be continued: ${why}`,
    hint: "Start a new run, or resume from another checkpoint.",
  }),
});

function divergenceText({ what, loss, guessing }: Divergence): string {
  if (what === "nan") return "is not a number any more";
  if (what === "infinite") return "is infinite";
  if (what === "steep") return "is about to explode";
  return `exploded: ${loss.toPrecision(3)} nats, where guessing gives ${guessing.toPrecision(3)}`;
}

/** Before any update only the initial parameters and the data can be the cause. */
function hintAtFirst({ what, numbers }: Divergence): string {
  const causes = numbers ? "the initial parameters or the numbers in the data are" : "the initial parameters are";
  const remedies = [
    "Try a smaller scale in model.initializer",
    ...(numbers ? ["look for very large numbers in the data"] : []),
    // The loss is sound, and only the gradient is too large to be followed as it is.
    ...(what === "steep" ? ['clip the gradient ("clip": { "norm": 1 } in training)'] : []),
  ];
  return `No parameter has been updated yet, so ${causes} the cause, not the learning rate. ${remedies.join(", or ")}.`;
}

function hintLater({ clipped }: Divergence): string {
  return clipped
    ? "Try a training.learningRate a tenth as large, or a smaller bound in training.clip."
    : 'Try "clip": { "norm": 1 } in training, or a training.learningRate a tenth as large.';
}
