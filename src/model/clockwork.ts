import { usual } from "../config/index.ts";
import { ops } from "../graph/index.ts";
import {
  activate,
  add,
  type Cell,
  type CellSettings,
  lastOf,
  mul,
  recurrentProduct,
  standardParameters,
} from "./cell.ts";
import { seen, seenSum } from "./stepView.ts";

/**
 * Clockwork RNN (Koutník et al. 2014): a simple network whose units stand in groups with periods. At step t, counted from 0 at the
 * start of a sequence, a group updates when its period divides t, and keeps its output otherwise. W_hh reads from groups of equal
 * or longer period only: its other elements are zero at first, get no gradient, and are never read.
 */
export function clockwork({ units: H, bias, activation, periods }: CellSettings): Cell {
  const phi = activation ?? "tanh";
  const groups = periods ?? usual.periods!;
  const attributes = { periods: groups };
  return {
    parameters: (features) => standardParameters(H, features, H, bias),
    states: [
      { name: "h", width: H },
      { name: "t", width: 1, internal: true },
    ],
    output: H,
    biasesTogether: true,
    prepare(graph, weights) {
      const { out: kept } = graph.apply(ops.keepBlocks, { w: weights.weight_hh! }, attributes, "weight_hh.kept");
      return { ...weights, weight_hh: kept };
    },
    step(step) {
      const { graph, x, states, view } = step;
      const [h, t] = states;
      const { mask, after: next } = graph.apply(
        ops.clock,
        { before: t },
        { ...attributes, steps: 1, units: H },
        "active",
      );
      const sum = seenSum(step, "h", add(graph, x, recurrentProduct(step, h), "sum"));
      const value = seen(step, "value", activate(graph, phi, sum, "value"));
      const active = seen(step, "active", graph.reshape(mask, h.shape));
      if (view) {
        seen(step, "added", mul(graph, active, value, "added"));
        // What does not update is kept as it is.
        const kept = { x: h, y: mul(graph, active, h, "left") };
        seen(step, "kept", graph.apply(ops.add, kept, { scale: -1 }, "kept").out);
      }
      const { out: difference } = graph.apply(ops.add, { x: value, y: h }, { scale: -1 }, "difference");
      const change = mul(graph, difference, active, "change");
      return [add(graph, h, change, "h"), next];
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      const steps = { ...attributes, steps: product.shape[0], units: H, reverse };
      const { mask, after: next } = graph.apply(ops.clock, { before: states[1], lengths }, steps, `active.${suffix}`);
      const operands = { x: product, w: weights.weight_hh!, h0: states[0], lengths, rate: mask };
      const how = { reverse, activation: phi };
      const { hs: hidden } = graph.apply(ops.rnn, operands, how, `h.${suffix}`);
      return { output: hidden, tensors: { hidden }, finalStates: [lastOf(graph, hidden, input), next] };
    },
    initialize(short, values) {
      if (short !== "weight_hh") return;
      const period = (unit: number) => groups[Math.floor((unit * groups.length) / H)];
      for (let i = 0; i < H * H; i++) if (period(i % H) < period(Math.floor(i / H))) values[i] = 0;
    },
  };
}
