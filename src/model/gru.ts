import { type Cell, joinSteps, recurrentProduct, stepOf } from "./cell.ts";

/**
 * GRU (Cho et al. 2014), as PyTorch's: r, z = σ(·), n = tanh(W_in x + b_in + r⊙(W_hn h_{t−1} + b_hn)),
 * h_t = (1−z)⊙n + z⊙h_{t−1}. z = 1 keeps (Chung et al. write it the other way round).
 */
export const gru: Cell = {
  gates: 3,
  states: ["h"],
  // b_hn stands inside the reset gate's product.
  biasesTogether: false,
  unrolled(graph, input) {
    let [h] = input.states;
    const steps = [];
    for (let t = 0; t < input.products[0].shape[0]; t++) {
      const [r, z] = [0, 1].map((gate) => {
        const x = stepOf(graph, input.products[gate], t);
        const [sum] = graph.apply("add", [x, recurrentProduct(graph, input, h, gate)], {}, "sum");
        return graph.apply("sigmoid", [sum], {}, "gate")[0];
      });
      const [reset] = graph.apply("mul", [r, recurrentProduct(graph, input, h, 2)], {}, "reset");
      const [sum] = graph.apply("add", [stepOf(graph, input.products[2], t), reset], {}, "sum");
      const [n] = graph.apply("tanh", [sum], {}, "candidate");
      // (1−z)⊙n + z⊙h = n + z⊙(h − n)
      const [difference] = graph.apply("add", [h, n], { scale: -1 }, "difference");
      const [kept] = graph.apply("mul", [z, difference], {}, "kept");
      [h] = graph.apply("add", [n, kept], {}, "h");
      steps.push(h);
    }
    return { tensors: { hidden: joinSteps(graph, steps, `h.l${input.layer}`) }, finalStates: [h] };
  },
  fused(graph, { product, weightHh, biasHh, states, layer }) {
    const [hidden, gates] = graph.apply("gru", [product, weightHh, states[0], biasHh], {}, `h.l${layer}`);
    return { tensors: { hidden, gates }, finalStates: [stepOf(graph, hidden, hidden.shape[0] - 1)] };
  },
};
