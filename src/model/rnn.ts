import { add, type Cell, type CellSettings, lastOf, recurrentProduct, standardParameters } from "./cell.ts";

/** Simple (Elman) network: h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh). */
export function rnn({ units: H, bias }: CellSettings): Cell {
  return {
    parameters: (features) => standardParameters(H, features, H, bias),
    states: [{ name: "h", width: H }],
    output: H,
    biasesTogether: true,
    step(step) {
      const { graph, x, states } = step;
      const sum = add(graph, x, recurrentProduct(step, states[0]), "sum");
      return graph.apply("tanh", [sum], {}, "h");
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      const operands = [product, weights.weight_hh, states[0], lengths];
      const [hidden] = graph.apply("rnn", operands, { reverse }, `h.${suffix}`);
      return { output: hidden, tensors: { hidden }, finalStates: [lastOf(graph, hidden, input)] };
    },
  };
}
