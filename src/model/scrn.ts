import { usual } from "../config/index.ts";
import { type Graph, ops, type Tensor } from "../graph/index.ts";
import {
  add,
  blockOf,
  type Cell,
  type CellSettings,
  columnsOf,
  concatenate,
  lastOf,
  mix,
  recurrentProduct,
} from "./cell.ts";
import { scaled, seen, seenSum } from "./stepView.ts";

/**
 * SCRN (Mikolov et al. 2015, "Learning longer memory in recurrent neural networks"): a slow context s_t = (1−α) B x_t + α s_{t−1}
 * beside the hidden state h_t = σ(P s_t + A x_t + R h_{t−1}). What follows reads both, h before s. No biases, as in the paper.
 * weight_ih is A above B, weight_sh is P, weight_hh is R.
 */
export function scrn({ units: H, contextUnits, contextDecay }: CellSettings): Cell {
  const C = contextUnits ?? usual.contextUnits!;
  const alpha = contextDecay ?? usual.contextDecay!;
  return {
    parameters: (features) => ({ weight_ih: [H + C, features], weight_hh: [H, H], weight_sh: [H, C] }),
    states: [
      { name: "h", width: H },
      { name: "s", width: C },
    ],
    output: H + C,
    step(step) {
      const { graph, x, weights, view } = step;
      const [h, before] = step.states;
      const read = columnsOf(graph, x, H, H + C);
      if (view) {
        seen(step, "kept", scaled(graph, before, alpha));
        seen(step, "added", scaled(graph, read, 1 - alpha));
      }
      const s = seen(step, "s", mix(graph, before, read, 1 - alpha));
      const context = product(graph, s, weights.weight_sh!);
      const sum = add(graph, add(graph, blockOf(graph, x, 0, H), context, "sum"), recurrentProduct(step, h), "sum");
      const inside = seenSum(step, "h", sum, { others: { context } });
      return [graph.apply(ops.sigmoid, { x: inside }, {}, "h").out, s];
    },
    join: (graph, states) => concatenate(graph, states, `${states[0].name}.joined`),
    fused(graph, input) {
      const { product: x, weights, states, lengths, reverse, suffix } = input;
      const columns = columnsOf(graph, x, H, H + C);
      const { s } = graph.apply(ops.decay, { u: columns, s0: states[1], lengths }, { alpha, reverse }, `s.${suffix}`);
      const sum = add(graph, blockOf(graph, x, 0, H), product(graph, s, weights.weight_sh!), `sum.${suffix}`);
      const how = { reverse, activation: "sigmoid" as const };
      const { hs: hidden } = graph.apply(
        ops.rnn,
        { x: sum, w: weights.weight_hh!, h0: states[0], lengths },
        how,
        `h.${suffix}`,
      );
      return {
        output: concatenate(graph, [hidden, s], `${hidden.name}.joined`),
        tensors: { hidden },
        finalStates: [lastOf(graph, hidden, input), lastOf(graph, s, input)],
      };
    },
  };
}

function product(graph: Graph, x: Tensor, weight: Tensor): Tensor {
  return graph.apply(ops.matmul, { a: x, b: weight }, { transposeB: true }, "context").out;
}
