import { type Cell, joinSteps, recurrentProduct, stepOf } from "./cell.ts";

/**
 * LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000), as PyTorch's: i, f, o = σ(·), g = tanh(·),
 * c_t = f⊙c_{t−1} + i⊙g, h_t = o⊙tanh c_t. A gate at 1 keeps, at 0 clears.
 */
export const lstm: Cell = {
  gates: 4,
  states: ["h", "c"],
  biasesTogether: true,
  unrolled(graph, input) {
    let [h, c] = input.states;
    const hs = [];
    const cs = [];
    for (let t = 0; t < input.products[0].shape[0]; t++) {
      const [i, f, g, o] = ["sigmoid", "sigmoid", "tanh", "sigmoid"].map((activation, gate) => {
        const x = stepOf(graph, input.products[gate], t);
        const [sum] = graph.apply("add", [x, recurrentProduct(graph, input, h, gate)], {}, "sum");
        return graph.apply(activation, [sum], {}, "gate")[0];
      });
      const [kept] = graph.apply("mul", [f, c], {}, "kept");
      const [written] = graph.apply("mul", [i, g], {}, "written");
      [c] = graph.apply("add", [kept, written], {}, "c");
      const [squashed] = graph.apply("tanh", [c], {}, "squashed");
      [h] = graph.apply("mul", [o, squashed], {}, "h");
      hs.push(h);
      cs.push(c);
    }
    const hidden = joinSteps(graph, hs, `h.l${input.layer}`);
    return { tensors: { hidden, cell: joinSteps(graph, cs, `c.l${input.layer}`) }, finalStates: [h, c] };
  },
  fused(graph, { product, weightHh, states, layer }) {
    const [hidden, cell, gates] = graph.apply("lstm", [product, weightHh, ...states], {}, `h.l${layer}`);
    const end = hidden.shape[0] - 1;
    return {
      tensors: { hidden, cell, gates },
      finalStates: [stepOf(graph, hidden, end), stepOf(graph, cell, end)],
    };
  },
};
