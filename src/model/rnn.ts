import { type Cell, joinSteps, recurrentProduct, stepOf } from "./cell.ts";

/** Simple (Elman) network: h_t = tanh(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh). */
export const rnn: Cell = {
  gates: 1,
  states: ["h"],
  biasesTogether: true,
  unrolled(graph, input) {
    let [h] = input.states;
    const steps = [];
    for (let t = 0; t < input.products[0].shape[0]; t++) {
      const x = stepOf(graph, input.products[0], t);
      const [sum] = graph.apply("add", [x, recurrentProduct(graph, input, h, 0)], {}, "sum");
      [h] = graph.apply("tanh", [sum], {}, "h");
      steps.push(h);
    }
    return { tensors: { hidden: joinSteps(graph, steps, `h.l${input.layer}`) }, finalStates: [h] };
  },
  fused(graph, { product, weightHh, states, layer }) {
    const [hidden] = graph.apply("rnn", [product, weightHh, states[0]], {}, `h.l${layer}`);
    return { tensors: { hidden }, finalStates: [stepOf(graph, hidden, hidden.shape[0] - 1)] };
  },
};
