import { type CtcLattice, ctcLattice } from "../../../base/ctc/ctcLattice.ts";
import { kernel } from "../../kernel.ts";
import type { NoAttributes, Operation, Tensors, Values } from "../../operation.ts";
import { needLengths } from "../sequences/sequence.ts";
import { mismatch, sequenceDimensions } from "../shapes.ts";
import { logShares } from "./logShares.ts";

export const ctcKernel = kernel(
  "losses/ctc",
  "ctc",
  {
    logits: "tensor",
    lengths: "tensor",
    targets: "tensor",
    targetLengths: "tensor",
    dLoss: "tensor?",
    loss: "tensor",
    dLogits: "tensor?",
    T: "i32",
    B: "i32",
    V: "i32",
    U: "i32",
    scratch: "scratch",
    scalars: "scalars",
  },
  { stops: true },
);

type Inputs = Tensors<"logits" | "lengths" | "targets" | "targetLengths">;

/**
 * Connectionist temporal classification (Graves et al. 2006) of logits (T,B,V), of which label 0 is the blank, with lengths (B) against
 * targets (U,B) with targetLengths (B), which may be 0: loss [1] = −inverseTokens · Σ_b ln p_b, nats, where p_b sums over all paths that
 * collapse to the target. A sequence whose target length is below 0 counts for nothing. Its gradient is computed with the loss, so
 * differentiation puts another operation in its place.
 */
export const ctc: Operation<Inputs, Tensors<"loss">, NoAttributes> = {
  name: "ctc",
  infer: inferLoss,
  run({ inputs, outputs: { loss }, node, scalars }) {
    loss[0] = 0;
    eachSequence(inputs, sizesOf(node.inputs), ({ logProbability }) => {
      loss[0] -= logProbability * scalars.inverseTokens;
    });
  },
  differentiate({ inputs, outputs }, { loss: dLoss }, sink) {
    sink.contribute(inputs.logits, (dLogits, accumulate) => {
      if (accumulate) throw new Error("ctc: logits are used once");
      sink.supersede(outputs);
      sink.graph.applyTo(ctcGradients, { ...inputs, dLoss }, { ...outputs, dLogits }, {});
    });
  },
  lower({ inputs, outputs }, emit) {
    const sizes = sizesOf(inputs);
    emit.scratch(scratchOf(sizes));
    emit.run(ctcKernel, { ...inputs, ...outputs, ...sizes });
  },
};

/** `ctc` with dLogits (T,B,V) = (y − Σ_{s: l′_s = v} γ_t(s)) · inverseTokens · dLoss, 0 where nothing is read. */
export const ctcGradients: Operation<Inputs & Tensors<"dLoss">, Tensors<"loss" | "dLogits">, NoAttributes> = {
  name: "ctcGradients",
  infer: (inputs) => ({ ...inferLoss(inputs), dLogits: inputs.logits.shape }),
  run({ inputs, outputs: { loss, dLogits }, node, scalars }) {
    const sizes = sizesOf(node.inputs);
    const { B, V } = sizes;
    loss[0] = 0;
    dLogits.fill(0);
    eachSequence(inputs, sizes, ({ logProbability, labels, weights }, logY, b) => {
      loss[0] -= logProbability * scalars.inverseTokens;
      const scale = scalars.inverseTokens * inputs.dLoss[0];
      const S = labels.length;
      for (let t = 0; t < logY.length / V; t++) {
        const at = (t * B + b) * V;
        for (let v = 0; v < V; v++) dLogits[at + v] = scale * Math.exp(logY[t * V + v]);
        for (let s = 0; s < S; s++) dLogits[at + labels[s]] -= scale * weights[t * S + s];
      }
    });
  },
  lower({ inputs, outputs }, emit) {
    const sizes = sizesOf(inputs);
    emit.scratch(scratchOf(sizes));
    emit.run(ctcKernel, { ...inputs, ...outputs, ...sizes });
  },
};

interface Sizes {
  T: number;
  B: number;
  V: number;
  U: number;
}

function sizesOf({ logits, targets }: Inputs): Sizes {
  const [T, B, V] = sequenceDimensions(logits);
  return { T, B, V, U: targets.shape[0] };
}

function inferLoss({ logits, lengths, targets, targetLengths }: Inputs) {
  needLengths("ctc", logits, lengths);
  const { B } = sizesOf({ logits, lengths, targets, targetLengths });
  if (targets.shape[1] !== B) mismatch("ctc", logits, targets, `targets (U,${B}) are needed`);
  if (targetLengths.shape[0] !== B) mismatch("ctc", logits, targetLengths, `${B} target lengths are needed`);
  return { loss: [1] };
}

/** Floats of working memory: see core/losses/ctc.ts. */
function scratchOf({ T, U }: Sizes): number {
  const S = 2 * U + 1;
  return 2 * (T + (T + 2) * (S + 2)) + 2 * S;
}

/** The lattice and ln y (T_b,V) of each sequence that counts, in f64. */
function eachSequence(
  { logits, lengths, targets, targetLengths }: { [K in keyof Inputs]: Values },
  { B, V }: Sizes,
  visit: (lattice: CtcLattice, logY: Float64Array, b: number) => void,
): void {
  for (let b = 0; b < B; b++) {
    if (targetLengths[b] < 0) continue;
    const logY = logShares(logits, lengths[b], V, (t) => (t * B + b) * V);
    const target = Array.from({ length: targetLengths[b] }, (_, u) => targets[u * B + b]);
    visit(ctcLattice(logY, V, target), logY, b);
  }
}
