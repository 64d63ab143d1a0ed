import type { Graph, Tensor } from "../graph/index.ts";
import type { Stack } from "./stack.ts";

/** What a head is given: the stack under it, and what it may need to know. */
export interface HeadInput {
  graph: Graph;
  stack: Stack;
  /** V, symbols or classes. */
  vocabulary: number;
  /** Lengths of the sequences (B), where they end before the minibatch does. */
  lengths: Tensor | undefined;
  /** The embedding (V,E), when the output is to use it as its weights. */
  tied: Tensor | undefined;
  withLoss: boolean;
  /** Share of each target that is spread evenly over all symbols; none where absent. */
  labelSmoothing: number | undefined;
}

export interface HeadOutput {
  /** (…,V) */
  logits: Tensor;
  targets?: Tensor;
  /** [1], what is measured, and what training lowers. */
  loss?: Tensor;
  objective?: Tensor;
}

/** What stands on top of a stack: makes predictions of its output, and a loss. */
export type Head = (input: HeadInput) => HeadOutput;

/** A symbol or class at every time step: logits (T,B,V), the loss a mean over the steps that sequences have. */
export const everyStep: Head = ({ graph, stack, vocabulary, lengths, tied, withLoss, labelSmoothing = 0 }) => {
  const [T, B, width] = stack.output.shape;
  const weight = tied ?? graph.parameter("output.weight", [vocabulary, width]);
  const bias = graph.parameter("output.bias", [vocabulary]);
  const how = { transposeA: false, transposeB: true };
  const [logits] = graph.apply("matmul", [stack.output, weight, bias], how, "logits");
  if (!withLoss) return { logits };
  const targets = graph.input("targets", [T, B]);
  const [counts] = lengths ? graph.apply("running", [lengths], { steps: T }, "counts") : [];
  const operands = [logits, targets, counts];
  const [objective, , surprise] =
    counts || labelSmoothing > 0
      ? graph.apply("weightedCrossEntropy", operands, { smoothing: labelSmoothing }, "loss")
      : graph.apply("crossEntropy", operands, {}, "loss");
  return { logits, targets, objective, loss: surprise ?? objective };
};
