import type { Per } from "../base/minibatch.ts";
import { type Feeds, type Graph, ops, sizeOf, type Tensor } from "../graph/index.ts";
import { columnsOf, concatenate } from "./cell.ts";
import type { Stack } from "./stack.ts";

/** What a head is given: the stack under it, and what it may need to know. */
export interface HeadInput {
  graph: Graph;
  /** Where a head that has a loss adds its "targets". */
  feeds: Feeds;
  stack: Pick<Stack, "output"> & Partial<Pick<Stack, "ends">>;
  /** C: symbols, classes, labels or numbers to answer with. */
  classes: number;
  /** Lengths of the sequences (B), where they end before the minibatch does. */
  lengths: Tensor | undefined;
  /** What the stack's steps are: those of the target side in a decoder. */
  steps?: "step" | "target-step";
  /** The embedding (V,E), when the output is to use it as its weights. */
  tied: Tensor | undefined;
  withLoss: boolean;
  /** Whether the logits are read back beside a loss; then they are computed as a whole. */
  readsLogits: boolean;
  /**
   * How many of the largest logits of each row are put out instead of all: K, at most C; all logits where absent. The feed `asked` (B) says
   * with 0 of which rows nobody wants to know; there is one step then.
   */
  ranked?: number;
  /** Whether a class below 0 may stand among the targets, and counts for nothing; of whole sequences it always may. */
  skips: boolean;
  /** Share of each target that is spread evenly over all symbols; none where absent. */
  labelSmoothing: number | undefined;
  /** What classes or labels weigh in what training lowers. */
  classWeights: AnswerWeights | undefined;
}

/** Numbers (C) each: of a row's class, or of labels both sides; and of labels the side of the answer yes. All 1 where absent. */
export interface AnswerWeights {
  weights?: Float32Array;
  positive?: Float32Array;
}

export interface HeadOutput {
  /** (T,B,C), or (B,C) of whole sequences; absent where the loss is computed without them. */
  logits?: Tensor;
  /** Where they were asked for, the largest logits: see `topLogits`. */
  ranking?: { logSum: Tensor; values: Tensor; ids: Tensor };
  /** What there is an answer for. */
  per: Per;
  /** [1], what is measured, and what training lowers. */
  loss?: Tensor;
  objective?: Tensor;
  /** Inputs that are the same at every step, with what stands in them. */
  constants?: ReadonlyMap<Tensor, Float32Array>;
}

/** What stands on top of a stack: makes predictions of its output, and a loss. */
export type Head = (input: HeadInput) => HeadOutput;

/** What becomes of the steps of a sequence: an answer at each, or one of all. */
export type Readout = "steps" | "ends" | "mean" | "max";

/** What an answer is, and how far it is from the target. */
export type Answer = "class" | "labels" | "squared" | "absolute" | "huber" | "path";

/** A symbol or class at every time step: logits (T,B,C), the loss a mean over the steps that sequences have. */
export const everyStep: Head = head("steps", "class");

/** Rows and classes from which on the product and its loss are faster as one operation: see test/bench/NOTES.md. */
const FUSED_ROWS = 16;
const FUSED_CLASSES = 1000;

/**
 * An answer at every step, or one for the whole sequence from its read-out (B,·):
 * - "ends": where each direction ends, the forward one at the sequence's own last step, the backward one at its first
 * - "mean", "max": over the steps that the sequence has
 *
 * "class": softmax cross-entropy; "labels": sigmoid cross-entropy; "path": connectionist temporal classification, where the labels of all
 * steps together are a path that collapses to a target of its own length; the others are errors of numbers. A class below 0 counts for
 * nothing. The loss is a mean over what is predicted. `delta` is that of the Huber error.
 */
export function head(readout: Readout, answer: Answer, delta = 1): Head {
  return (input) => {
    const { graph, classes, lengths, tied, withLoss } = input;
    const read = readout === "steps" ? input.stack.output : wholeSequence(readout, input);
    const width = read.shape[read.shape.length - 1];
    const weight = tied ?? graph.parameter("output.weight", [classes, width]);
    const bias = graph.parameter("output.bias", [classes]);
    const per = readout === "steps" ? (input.steps ?? "step") : "sequence";
    const counts =
      withLoss && lengths && per !== "sequence" && answer !== "path"
        ? graph.apply(ops.running, { lengths }, { steps: read.shape[0] }, "counts").out
        : undefined;
    const rows = sizeOf(read.shape) / width;
    if (answer === "class" && withLoss && !input.readsLogits && rows >= FUSED_ROWS && classes >= FUSED_CLASSES) {
      return { per, ...fusedLoss(input, { hidden: read, weight, bias }, per, counts) };
    }
    if (input.ranked !== undefined) {
      const count = Math.min(input.ranked, classes);
      const asked = input.feeds.add("asked", { type: "i32", per: "sequence" });
      return { per, ranking: graph.apply(ops.topLogits, { hidden: read, weight, bias, asked }, { count }, "ranking") };
    }
    const { out: logits } = graph.apply(ops.matmul, { a: read, b: weight, bias }, { transposeB: true }, "logits");
    if (!withLoss) return { logits, per };
    if (answer === "class") return { logits, per, ...classLoss(input, logits, per, counts) };
    if (answer === "path") return { logits, per, ...pathLoss(input, logits) };
    const targets = input.feeds.add("targets", { type: "f32", per, width: classes });
    if (answer === "labels") return { logits, per, ...labelLoss(input, logits, targets, counts) };
    const operands = { predictions: logits, targets, mask: counts };
    const { loss } = graph.apply(ops[`${answer}Error`], operands, answer === "huber" ? { delta } : {}, "loss");
    return { logits, per, objective: loss, loss };
  };
}

/** The loss of all paths that collapse to a target. A target length below 0 counts for nothing. */
function pathLoss({ graph, feeds, lengths }: HeadInput, logits: Tensor) {
  if (!lengths) throw new Error("Sequences whose labels form a path have lengths of their own");
  const targets = feeds.add("targets", { type: "i32", per: "target-step" });
  const targetLengths = feeds.add("targetLengths", { type: "i32", per: "sequence" });
  const { loss } = graph.apply(ops.ctc, { logits, lengths, targets, targetLengths }, {}, "loss");
  return { objective: loss, loss };
}

/** What is shown has no weights. */
function labelLoss(input: HeadInput, logits: Tensor, targets: Tensor, counts: Tensor | undefined) {
  const { graph } = input;
  const { loss } = graph.apply(ops.sigmoidCrossEntropy, { logits, targets, mask: counts }, {}, "loss");
  const { weights, positive, constants } = weightInputs(input);
  if (!weights && !positive) return { loss, objective: loss };
  const operands = { logits, targets, mask: counts, positive, weights };
  const { loss: objective } = graph.apply(ops.sigmoidCrossEntropy, operands, {}, "objective");
  return { loss, objective, constants };
}

function weightInputs({ graph, classWeights: { weights, positive } = {} }: HeadInput) {
  const constants = new Map<Tensor, Float32Array>();
  const input = (name: string, values: Float32Array | undefined) => {
    if (!values) return undefined;
    const tensor = graph.input(name, [values.length], "f32");
    constants.set(tensor, values);
    return tensor;
  };
  return { weights: input("classWeights", weights), positive: input("positiveWeights", positive), constants };
}

function classLoss(input: HeadInput, logits: Tensor, per: Per, counts: Tensor | undefined) {
  const { graph, feeds, labelSmoothing = 0, skips } = input;
  const targets = feeds.add("targets", { type: "i32", per });
  const { weights, constants } = weightInputs(input);
  // Of whole sequences some may have no class; to learn from, a running text has a target everywhere, and the fast form does.
  if (!counts && !weights && labelSmoothing === 0 && !skips && per === "step") {
    const { loss } = graph.apply(ops.crossEntropy, { logits, targets }, {}, "loss");
    return { objective: loss, loss, constants };
  }
  const operands = { logits, targets, mask: counts, weights };
  const smoothing = { smoothing: labelSmoothing };
  const { loss: objective, surprise } = graph.apply(ops.weightedCrossEntropy, operands, smoothing, "loss");
  return { objective, loss: surprise, constants };
}

/** The loss of the output layer's product without its logits, which many classes make larger than all else. */
function fusedLoss(
  input: HeadInput,
  product: { hidden: Tensor; weight: Tensor; bias: Tensor },
  per: Per,
  counts: Tensor | undefined,
) {
  const targets = input.feeds.add("targets", { type: "i32", per });
  const { weights, constants } = weightInputs(input);
  const operands = { ...product, targets, mask: counts, weights };
  const smoothing = { smoothing: input.labelSmoothing ?? 0 };
  const { loss, surprise } = input.graph.apply(ops.linearCrossEntropy, operands, smoothing, "loss");
  return { objective: loss, loss: surprise, constants };
}

/** One vector (B,·) of each sequence. */
function wholeSequence(readout: Exclude<Readout, "steps">, { graph, stack, lengths }: HeadInput): Tensor {
  const { output, ends: layers = [] } = stack;
  const [T, B, width] = output.shape;
  if (readout === "mean") return graph.apply(ops.meanSteps, { x: output, lengths }, {}, "mean").out;
  if (readout === "max") return graph.apply(ops.maxSteps, { x: output, lengths }, {}, "max").out;
  const at = (t: number) => graph.reshape(graph.slice(output, t, t + 1), [B, width]);
  // After its end a sequence shows its last output, so the last step of the minibatch has that of every sequence.
  if (layers.at(-1)?.length === 1) return at(T - 1);
  const half = width / 2;
  const ends = [columnsOf(graph, at(T - 1), 0, half), columnsOf(graph, at(0), half, width)];
  const rows = ends.map((end) => graph.reshape(end, [1, B, half]));
  return graph.reshape(concatenate(graph, rows, "ends"), [B, width]);
}
