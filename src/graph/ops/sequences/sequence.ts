import type { GradientSink, GraphBuilder } from "../../operation.ts";
import { describe, ShapeError, type Tensor } from "../../tensor.ts";
import { copyOrAdd } from "../pointwise/arithmetic.ts";
import { matmul } from "../products/matmul.ts";
import { mismatch } from "../shapes.ts";

/** The attribute of a scan over time: `reverse`, from the last step to the first. */
export interface Scan {
  readonly reverse?: boolean;
}

/** And of its way back: `initial`, with the gradient of the initial state. */
export interface ScanBackward extends Scan {
  readonly initial?: boolean;
}

/**
 * Shapes of a fused recurrent sequence with G gates: input product x (T,B,G·H), recurrent weight W (G·H,H), initial state
 * h0 (B,H).
 */
export function sequenceShape(op: string, gates: number, x: Tensor, w: Tensor, h0: Tensor) {
  const [T, B, width] = x.shape;
  const H = w.shape[1];
  const fits =
    x.shape.length === 3 && width === gates * H && w.shape[0] === width && h0.shape[0] === B && h0.shape[1] === H;
  if (!fits) {
    throw new ShapeError(
      `${op}: ${describe(x)}, ${describe(w)} and ${describe(h0)} do not fit: [T, B, ${gates}H], [${gates}H, H] and [B, H] are needed`,
    );
  }
  return { T, B, H };
}

/**
 * Lengths (B) of the sequences in a minibatch (·,B,·): sequence b ends before step lengths[b], and what follows is padding.
 * Absent where all have T steps.
 */
export function needLengths(op: string, x: Tensor, lengths: Tensor | undefined): void {
  if (!lengths) return;
  const rows = x.shape[x.shape.length - 2];
  if (lengths.type !== "i32" || lengths.shape.length !== 1 || lengths.shape[0] !== rows) {
    mismatch(op, x, lengths, `${rows} whole lengths are needed`);
  }
}

export type Numbers = Float64Array | Int32Array | undefined;

/** Whether row b of step t is padding. */
export const hasEnded = (lengths: Numbers, t: number, b: number): boolean => lengths !== undefined && t >= lengths[b];

/**
 * The order in which a scan visits its T steps. A sequence that has ended keeps
 * its state, so a reversed scan carries the initial state down to the sequence's own last step.
 */
export function scanOrder(T: number, attributes: Scan): number[] {
  const order = Array.from({ length: T }, (_, t) => t);
  return attributes.reverse ? order.reverse() : order;
}

/** Row b (H) of what a sequence (T,B,H) holds at the step before the k-th of a scan; before the first, of the initial state. */
export function stateBefore(order: readonly number[], k: number, b: number, B: number, hs: Numbers, h0: Numbers) {
  const whole = (k ? hs : h0) as Float64Array;
  const H = whole.length / (k ? order.length * B : B);
  const from = ((k ? order[k - 1] * B : 0) + b) * H;
  return whole.subarray(from, from + H);
}

/**
 * The gradient of x̂, which has the shape of x: what `write` fills is handed on where x wants it, and stays a tensor of its own
 * where only the recurrent weights do.
 */
export function productGradient(sink: GradientSink, x: Tensor, hs: Tensor, write: (dx: Tensor) => void): void {
  if (!sink.wants(x)) return write(sink.graph.tensor(`∂${hs.name}.product`, x.shape, "f32", "activation"));
  sink.contribute(x, (dx, accumulate) => {
    if (accumulate) throw new Error(`${hs.name}: the input product is used once`);
    write(dx);
  });
}

/** A tensor for the gradient of the initial state, where one is wanted. */
export function initialGradient(sink: GradientSink, h0: Tensor, hs: Tensor): Tensor | undefined {
  return sink.wants(h0) ? sink.graph.tensor(`∂${hs.name}.initial`, h0.shape, "f32", "activation") : undefined;
}

/** Hands on a gradient that was computed as a tensor of its own. */
export function handOn(sink: GradientSink, tensor: Tensor | undefined, gradient: Tensor | undefined): void {
  if (!gradient) return;
  sink.contribute(tensor, (target, accumulate) => copyOrAdd(sink.graph, gradient, target, accumulate));
}

/**
 * dW_hh (G·H,H) = Σ_t dProducts_tᵀ·h_{t−1}, as one large product and a small one with the initial state, unless that is always zero; of a
 * reversed scan h_{t+1} stands for h_{t−1}.
 */
export function recurrentWeightGradient(
  sink: GradientSink,
  weight: Tensor | undefined,
  dProducts: Tensor,
  hs: Tensor,
  h0: Tensor,
  attributes: Scan,
): void {
  const { graph } = sink;
  if (!sink.wants(weight)) return;
  const steps = stepsBefore(graph, dProducts, hs, h0, attributes);
  for (const [d, h] of steps) {
    if (h === h0 && steps.length > 1 && sink.isZero(h0)) continue;
    sink.contribute(weight, (dW, accumulate) => {
      graph.applyTo(matmul, { a: d, b: h }, { out: dW }, { transposeA: true, accumulate });
    });
  }
}

/**
 * Steps of d (T,B,·) beside the states (T,B,·) of the step before each, in two pieces without a copy: the first step with the
 * initial state, and the rest.
 */
export function stepsBefore(
  graph: GraphBuilder,
  d: Tensor,
  states: Tensor,
  initial: Tensor,
  attributes: Scan,
): [Tensor, Tensor][] {
  const T = states.shape[0];
  const reverse = attributes.reverse;
  const first = reverse ? T - 1 : 0;
  const pairs: [Tensor, Tensor][] = [[graph.slice(d, first, first + 1), initial]];
  if (T > 1) {
    const [rest, before] = reverse ? [0, 1] : [1, 0];
    pairs.push([graph.slice(d, rest, rest + T - 1), graph.slice(states, before, before + T - 1)]);
  }
  return pairs;
}
