import { ops, type Tensor } from "../graph/index.ts";
import {
  activate,
  add,
  blockOf,
  type Cell,
  type CellSettings,
  columnsOf,
  lastOf,
  mul,
  recurrentProduct,
  type Step,
  standardParameters,
  type WholeStep,
} from "./cell.ts";
import { seen, seenSum } from "./stepView.ts";

/**
 * LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 2000), as PyTorch's: i, f, o = σ(·), g = tanh(·),
 * c_t = f⊙c_{t−1} + i⊙g, h_t = o⊙tanh c_t. A gate at 1 keeps, at 0 clears. Options:
 * - peepholes (Gers; Graves's thesis, fig. 4.2): i and f also see w⊙c_{t−1}, o sees w⊙c_t; weight_ci, weight_cf, weight_co [H]
 * - coupled gates: i = 1 − f; the blocks of W are then f, g, o
 * - other activations of the candidate g and of the cell's output
 * - projection (PyTorch's proj_size): h_t = weight_hr [P,H] (o⊙tanh c_t)
 */
export function lstm(settings: CellSettings): Cell {
  const { units: H, bias, peepholes = false, coupledGates: coupled = false, projection, forgetBias } = settings;
  const P = projection ?? H;
  const blocks = coupled ? ["f", "g", "o"] : ["i", "f", "g", "o"];
  const peeping = peepholes ? (coupled ? ["f", "o"] : ["i", "f", "o"]) : [];
  const phi = settings.inputActivation ?? "tanh";
  const psi = settings.outputActivation ?? "tanh";
  const isPlain = !peepholes && !coupled && !projection && phi === "tanh" && psi === "tanh";

  /** σ of a gate's pre-activation, with what it sees of c. */
  const gate = (step: Step, sum: Parameters<typeof blockOf>[1], name: string, c: typeof sum) => {
    const { graph, weights } = step;
    let block = blockOf(graph, sum, blocks.indexOf(name), H);
    const others: Record<string, typeof block> = {};
    if (peeping.includes(name)) {
      const { out: peephole } = graph.apply(ops.mulRows, { x: c, p: weights[`weight_c${name}`]! }, {}, "seen");
      block = add(graph, block, peephole, "sum");
      others.peephole = peephole;
    }
    const x = seenSum(step, name, block, { from: blocks.indexOf(name) * H, others });
    return seen(step, name, graph.apply(ops.sigmoid, { x }, {}, "gate").out);
  };

  return {
    parameters: (features) => ({
      ...standardParameters(blocks.length * H, features, P, bias),
      ...(projection ? { weight_hr: [P, H] } : {}),
      ...Object.fromEntries(peeping.map((name) => [`weight_c${name}`, [H]])),
    }),
    states: [
      { name: "h", width: P },
      { name: "c", width: H },
    ],
    output: P,
    biasesTogether: true,
    step(step) {
      const { graph, x, states, weights, hooks } = step;
      const [before, cBefore] = states;
      const sum = add(graph, x, recurrentProduct(step, before), "sum");
      const f = gate(step, sum, "f", cBefore);
      const from = blocks.indexOf("g") * H;
      const preactivation = seenSum(step, "g", columnsOf(graph, sum, from, from + H), { from });
      const g = seen(step, "g", activate(graph, phi, preactivation, "g"));
      const candidate = hooks.candidate?.(g) ?? g;
      const kept = seen(step, "kept", mul(graph, f, cBefore, "kept"));
      // Coupled: (1−f)⊙g = g − f⊙g.
      const written = coupled
        ? graph.apply(ops.add, { x: candidate, y: mul(graph, f, candidate, "cleared") }, { scale: -1 }, "written").out
        : mul(graph, gate(step, sum, "i", cBefore), candidate, "written");
      const c = seen(step, "c", add(graph, kept, seen(step, "added", written), "c"));
      const o = gate(step, sum, "o", c);
      const out = mul(graph, o, activate(graph, psi, hooks.cellOutput?.(c) ?? c, "squashed"), "h");
      if (!projection) return [out, c];
      return [graph.apply(ops.matmul, { a: out, b: weights.weight_hr! }, { transposeB: true }, "h").out, c];
    },
    ...(isPlain && {
      fusedStep(step: WholeStep, [h, c]: readonly Tensor[]) {
        const { graph, x, states, lengths, t } = step;
        const [hBefore, cBefore] = states;
        const products = recurrentProduct(step, hBefore);
        const gates = graph.tensor("gates", x.shape, "f32", "activation");
        graph.applyTo(ops.lstmStep, { x, products, hBefore, cBefore, lengths }, { h, c, gates }, { t });
      },
    }),
    initialize(short, values) {
      if (forgetBias == null || !short.startsWith("bias_")) return;
      const from = blocks.indexOf("f") * H;
      values.fill(short === "bias_ih" ? forgetBias : 0, from, from + H);
    },
    fused(graph, input) {
      const { product, weights, states, lengths, reverse, suffix } = input;
      const operands = { x: product, w: weights.weight_hh!, h0: states[0], c0: states[1], lengths };
      const { weight_ci: p, weight_cf: q, weight_co: r, weight_hr: projection } = weights;
      const options = { coupled, inputActivation: phi, outputActivation: psi, reverse };
      const { hs, cs, gates } = isPlain
        ? graph.apply(ops.lstm, operands, { reverse }, `h.${suffix}`)
        : graph.apply(ops.lstmVariant, { ...operands, p, q, r, projection }, options, `h.${suffix}`);
      return {
        output: hs,
        tensors: { hidden: hs, cell: cs, gates },
        finalStates: [lastOf(graph, hs, input), lastOf(graph, cs, input)],
      };
    },
  };
}
