import { ops } from "../graph/index.ts";
import {
  activate,
  add,
  type Cell,
  type CellSettings,
  lastOf,
  mix,
  recurrentProduct,
  standardParameters,
} from "./cell.ts";
import { scaled, seen, seenSum } from "./stepView.ts";

/**
 * Simple (Elman) network: h_t = φ(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), with a leak α the leaky integrator
 * h_t = (1−α) h_{t−1} + α φ(·).
 */
export function rnn({ units: H, bias, activation, leak }: CellSettings): Cell {
  const phi = activation ?? "tanh";
  const alpha = leak ?? 1;
  return {
    parameters: (features) => standardParameters(H, features, H, bias),
    states: [{ name: "h", width: H }],
    output: H,
    biasesTogether: true,
    step(step) {
      const { graph, x, states, view } = step;
      const sum = seenSum(step, "h", add(graph, x, recurrentProduct(step, states[0]), "sum"));
      if (alpha === 1) return [activate(graph, phi, sum, "h")];
      const value = seen(step, "value", activate(graph, phi, sum, "h"));
      if (view) {
        seen(step, "kept", scaled(graph, states[0], 1 - alpha));
        seen(step, "added", scaled(graph, value, alpha));
      }
      return [mix(graph, states[0], value, alpha)];
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      const operands = { x: product, w: weights.weight_hh!, h0: states[0], lengths };
      const attributes = { reverse, activation: phi, leak: alpha };
      const { hs: hidden } = graph.apply(ops.rnn, operands, attributes, `h.${suffix}`);
      return { output: hidden, tensors: { hidden }, finalStates: [lastOf(graph, hidden, input)] };
    },
  };
}
