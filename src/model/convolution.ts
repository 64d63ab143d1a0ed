import { ops } from "../graph/index.ts";
import { activate, add, blockOf, type Cell, type CellSettings, columnsOf, lastOf } from "./cell.ts";
import { seenSum } from "./stepView.ts";

/**
 * Causal convolution over time with kernel K and dilation d: h_t = φ(Σ_k W_k x_{t−k·d} + b), steps before the first being zero.
 * With d = 1 it is the hidden layer of a Markov model of order K: an MLP on the last K inputs. Its parameters are those of PyTorch's
 * nn.Conv1d: weight [H,F,K], whose last slice is W_0, and bias [H].
 *
 * It remembers what the steps that were read add to steps that will come, one sum for each of the next R = (K−1)·d: the transposed
 * form of a filter. So it runs step by step like any cell, and windows carry its state.
 */
export function convolution({ units: H, bias, activation }: CellSettings, K: number, d: number): Cell {
  const phi = activation ?? "tanh";
  const R = (K - 1) * d;
  return {
    parameters: (features) => ({ weight: [H, features, K], ...(bias ? { bias: [H] } : {}) }),
    states: [{ name: "h", width: H }, ...(R > 0 ? [{ name: "pending", width: R * H, internal: true }] : [])],
    output: H,
    fanIn: (features) => features * K,
    // The taps under each other (K·H,F), so that one product makes what a step adds to all sums.
    prepare(graph, weights) {
      const { weight } = weights;
      const features = weight!.shape[1];
      const { out: taps } = graph.apply(ops.transpose, { x: weight! }, {}, `${weight!.name}.taps`);
      return { ...weights, weight_ih: graph.reshape(taps, [K * H, features]) };
    },
    step(step) {
      const { graph, weights, x, states } = step;
      const added = (k: number) => blockOf(graph, x, K - 1 - k, H);
      const first = added(0);
      const others = R > 0 ? { earlier: blockOf(graph, states[1], 0, H) } : undefined;
      const sum = others ? add(graph, first, others.earlier, "sum") : first;
      const biased = weights.bias ? graph.apply(ops.bias, { x: sum, b: weights.bias }, {}, "h").out : sum;
      const h = activate(graph, phi, seenSum(step, "h", biased, { input: (K - 1) * H, others }), "h");
      if (R === 0) return [h];
      // All sums come one step nearer, and each d steps ahead one gets what this step adds to it.
      const moved = graph.tensor("pending", states[1].shape, "f32", "activation");
      for (let k = 1; k < K; k++) {
        const [from, to] = [(k - 1) * d, k * d];
        const place = (part: typeof h, at: number) =>
          graph.applyTo(ops.placeColumns, { x: part }, { out: moved }, { from: at * H, of: R * H });
        if (d > 1) place(columnsOf(graph, states[1], (from + 1) * H, to * H), from);
        place(to < R ? add(graph, blockOf(graph, states[1], to, H), added(k), "sum") : added(k), to - 1);
      }
      return [h, moved];
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      if (reverse) throw new Error("A convolution is causal: it reads forward");
      const how = { taps: K, dilation: d };
      const { sums, next: pending } = graph.apply(
        ops.causalSum,
        { x: product, pending: states[1], lengths },
        how,
        `sum.${suffix}`,
      );
      const biased = weights.bias ? graph.apply(ops.bias, { x: sums, b: weights.bias }, {}, `h.${suffix}`).out : sums;
      const hidden = activate(graph, phi, biased, `h.${suffix}`);
      const last = lastOf(graph, hidden, input);
      return { output: hidden, tensors: { hidden }, finalStates: pending ? [last, pending] : [last] };
    },
  };
}
