import { ops } from "../graph/index.ts";
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
import { seen, seenSum } from "./stepView.ts";

/**
 * GRU (Cho et al. 2014): r, z = σ(·), h_t = (1−z)⊙n + z⊙h_{t−1}; z = 1 keeps (Chung et al. write it the other way round). The
 * candidate is PyTorch's, n = tanh(W_in x + b_in + r⊙(W_hn h_{t−1} + b_hn)), or with `resetAfter: false` the original
 * n = tanh(W_in x + b_in + W_hn (r⊙h_{t−1}) + b_hn).
 */
export function gru({ units: H, bias, resetAfter }: CellSettings): Cell {
  const original = resetAfter === false;
  const cell: Cell = {
    parameters: (features) => standardParameters(3 * H, features, H, bias),
    states: [{ name: "h", width: H }],
    output: H,
    step(step) {
      const { graph, x, hooks, view } = step;
      const [h] = step.states;
      const products = recurrentProduct(step, h, 0, original ? 2 * H : 3 * H);
      const [r, z] = [0, 1].map((gate) => {
        const sum = add(graph, blockOf(graph, x, gate, H), blockOf(graph, products, gate, H), "sum");
        const { out } = graph.apply(ops.sigmoid, { x: seenSum(step, "rz"[gate], sum, { from: gate * H }) }, {}, "gate");
        return seen(step, "rz"[gate], out);
      });
      const recurrent = original
        ? recurrentProduct(step, mul(graph, r, h, "reset"), 2 * H, 3 * H)
        : mul(graph, r, blockOf(graph, products, 2, H), "reset");
      const sum = add(graph, blockOf(graph, x, 2, H), recurrent, "sum");
      const inside = seenSum(step, "n", sum, { from: 2 * H, ...(!original && { gate: r }) });
      const n = seen(step, "n", graph.apply(ops.tanh, { x: inside }, {}, "candidate").out);
      const candidate = hooks.candidate?.(n) ?? n;
      if (view) {
        seen(step, "kept", mul(graph, z, h, "kept"));
        const left = { x: candidate, y: mul(graph, z, candidate, "left") };
        seen(step, "added", graph.apply(ops.add, left, { scale: -1 }, "added").out);
      }
      // (1−z)⊙n + z⊙h = n + z⊙(h − n)
      const { out: difference } = graph.apply(ops.add, { x: h, y: candidate }, { scale: -1 }, "difference");
      return [add(graph, candidate, mul(graph, z, difference, "kept"), "h")];
    },
  };
  if (original) return cell;
  return {
    ...cell,
    fusedStep(step, [h]) {
      const { graph, x, states, lengths, t } = step;
      const [before] = states;
      const products = recurrentProduct(step, before);
      const [gates, candidate] = [3 * H, H].map((width) => {
        return graph.tensor("gates", [before.shape[0], width], "f32", "activation");
      });
      graph.applyTo(ops.gruStep, { x, products, before, lengths }, { h, gates, candidate }, { t });
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      const operands = { x: product, w: weights.weight_hh!, h0: states[0], bias: weights.bias_hh, lengths };
      const { hs: hidden, gates } = graph.apply(ops.gru, operands, { reverse }, `h.${suffix}`);
      return { output: hidden, tensors: { hidden, gates }, finalStates: [lastOf(graph, hidden, input)] };
    },
  };
}
