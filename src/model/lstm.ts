import {
  add,
  blockOf,
  type Cell,
  type CellSettings,
  lastOf,
  mul,
  recurrentProduct,
  standardParameters,
} from "./cell.ts";

/**
 * LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000), as PyTorch's: i, f, o = σ(·), g = tanh(·),
 * c_t = f⊙c_{t−1} + i⊙g, h_t = o⊙tanh c_t. A gate at 1 keeps, at 0 clears.
 */
export function lstm({ units: H, bias }: CellSettings): Cell {
  return {
    parameters: (features) => standardParameters(4 * H, features, H, bias),
    states: [
      { name: "h", width: H },
      { name: "c", width: H },
    ],
    output: H,
    biasesTogether: true,
    step(step) {
      const { graph, x, states, hooks } = step;
      const sum = add(graph, x, recurrentProduct(step, states[0]), "sum");
      const [i, f, g, o] = ["sigmoid", "sigmoid", "tanh", "sigmoid"].map((activation, gate) => {
        return graph.apply(activation, [blockOf(graph, sum, gate, H)], {}, "gate")[0];
      });
      const kept = mul(graph, f, states[1], "kept");
      const written = mul(graph, i, hooks.candidate?.(g) ?? g, "written");
      const c = add(graph, kept, written, "c");
      const [squashed] = graph.apply("tanh", [hooks.cellOutput?.(c) ?? c], {}, "squashed");
      return [mul(graph, o, squashed, "h"), c];
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      const operands = [product, weights.weight_hh, ...states, lengths];
      const [hidden, cell, gates] = graph.apply("lstm", operands, { reverse }, `h.${suffix}`);
      return {
        output: hidden,
        tensors: { hidden, cell, gates },
        finalStates: [lastOf(graph, hidden, input), lastOf(graph, cell, input)],
      };
    },
  };
}
