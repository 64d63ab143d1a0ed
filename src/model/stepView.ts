import { type Graph, ops, type Tensor } from "../graph/index.ts";
import { add, type Cell, columnsOf, mul, type Step, type StepView } from "./cell.ts";

/** What is seen of a network, and where. */
export interface Sight {
  graph: Graph;
  /** "l0", "l0_reverse", "decoder.l1" */
  layer: string;
  /** The time step. */
  t: number;
  /** "i", "c", "pre.i", "term.i.input"; one that is shown again, as a state is after zoneout, is what it was shown as last. */
  label: string;
}

/** Looks at all that the cells of a network compute, and returns what they go on with. */
export interface See {
  (at: Sight, tensor: Tensor): Tensor;
  /** Looks at what a step hands to the next alone, while the layer above reads the state that was shown; `label` is the state's. */
  handOn?(at: Sight, state: Tensor): Tensor;
}

/** What the next step goes on with of the states of this one. */
export function handedOn({ states }: Cell, see: See, at: Omit<Sight, "label">, made: readonly Tensor[]): Tensor[] {
  const { handOn } = see;
  return made.map((state, i) => {
    return handOn && !states[i].internal ? handOn({ ...at, label: states[i].name }, state) : state;
  });
}

/** That of one step of a layer; `input`: W_ih x_t without its bias. */
export function viewOf(see: See, at: Omit<Sight, "label">, input: Tensor): StepView {
  return { input, products: [], see: (label, tensor) => see({ ...at, label }, tensor) };
}

/** Shows the states that a step carries on. */
export function seenStates({ states }: Cell, view: StepView | undefined, made: Tensor[]): Tensor[] {
  if (!view) return made;
  return made.map((state, i) => (states[i].internal ? state : view.see(states[i].name, state)));
}

/** Shows something that a cell computes, and returns what it goes on with. */
export function seen({ view }: Pick<Step, "view">, label: string, tensor: Tensor): Tensor {
  return view?.see(label, tensor) ?? tensor;
}

interface Sum {
  /** Its first row of W_ih and of W_hh. */
  from?: number;
  /** Its first column of W_ih x, where that is another number. */
  input?: number;
  /** What W_hh h + b_hh is multiplied by: the reset gate of GRU. */
  gate?: Tensor;
  /** What is added beside W_ih x, W_hh h and the biases, by name. */
  others?: Readonly<Record<string, Tensor>>;
}

/**
 * Shows a sum (B,H) before its activation as `pre.<label>`, and as `term.<label>.<name>` what it adds up: "input" W_ih x, "recurrent"
 * W_hh h, "bias" all biases, and others of the cell. Returns the sum that the cell goes on with.
 */
export function seenSum(
  step: Step,
  label: string,
  sum: Tensor,
  { from = 0, input = from, gate, others = {} }: Sum = {},
): Tensor {
  const { graph, view, weights } = step;
  if (!view) return sum;
  const width = sum.shape[1];
  const show = (name: string, term: Tensor) => view.see(`term.${label}.${name}`, term);
  const gated = (term: Tensor) => (gate ? mul(graph, gate, term, "gated") : term);
  const { bias, bias_ih = bias, bias_hh } = weights;

  show("input", columnsOf(graph, view.input, input, input + width));
  const found = view.products.find((one) => one.from <= from && from + width <= one.from + one.product.shape[1]);
  if (found) {
    const first = from - found.from;
    show("recurrent", gated(columnsOf(graph, found.product, first, first + width)));
  }
  for (const [name, term] of Object.entries(others)) show(name, term);
  const rows = (b: Tensor) => graph.slice(b, from, from + width);
  const ofRecurrence = bias_hh && gated(broadcast(graph, rows(bias_hh), sum.shape));
  const ofInput = bias_ih && broadcast(graph, rows(bias_ih), sum.shape);
  const biases = ofInput && ofRecurrence ? add(graph, ofInput, ofRecurrence, "biases") : (ofInput ?? ofRecurrence);
  if (biases) show("bias", biases);
  return view.see(`pre.${label}`, sum);
}

/** b (H) in every row (B,H). */
function broadcast(graph: Graph, b: Tensor, [B, H]: readonly number[]): Tensor {
  const { out: zeros } = graph.apply(ops.fill, {}, { value: 0, size: B * H }, "zeros");
  return graph.apply(ops.bias, { x: graph.reshape(zeros, [B, H]), b }, {}, "bias").out;
}

/** α·x. */
export function scaled(graph: Graph, x: Tensor, alpha: number): Tensor {
  const { out: zeros } = graph.apply(ops.fill, {}, { value: 0, size: x.shape[0] * x.shape[1] }, "zeros");
  return graph.apply(ops.add, { x: graph.reshape(zeros, x.shape), y: x }, { scale: alpha }, "scaled").out;
}
