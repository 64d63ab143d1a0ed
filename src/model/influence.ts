import { type Graph, ops, type Tensor } from "../graph/index.ts";

/** What real-time recurrent learning costs beside the network itself. */
export interface InfluenceCost {
  /** Recurrent parameters P whose influence is carried: the table's (V,H) and W_hh's (H,H). */
  parameters: number;
  /** B·H·P numbers of influence on the states of all rows. */
  numbers: number;
  /** Bytes of memory: the numbers before a step and after it, f32. */
  bytes: number;
  /** Multiply-adds to carry the influence over one token: H·P. */
  multiplyAddsPerToken: number;
}

export function influenceCost(units: number, vocabulary: number, batch: number): InfluenceCost {
  const parameters = units * (vocabulary + units);
  const numbers = batch * units * parameters;
  return { parameters, numbers, bytes: 8 * numbers, multiplyAddsPerToken: units * parameters };
}

/**
 * Lets a simple recurrent layer that reads tokens learn forward in time: the output of its scan passes through an operation
 * whose gradient meets the influence of the parameters on the state, and goes no further back. The parameters of the scan are
 * W_hh (H,H) and the table (V,H) of which it gathers rows; W_ih, the biases and the embedding get their gradients through the
 * table. Returns the layer's output and the influences, states that are carried like h.
 */
export function learnForward(graph: Graph, hidden: Tensor): { output: Tensor; states: Tensor[] } {
  const scan = graph.nodesOf(ops.rnn).find(({ outputs }) => outputs.hs === hidden);
  const gather = graph.nodesOf(ops.embedding).find(({ outputs }) => outputs.out === scan?.inputs.x);
  if (!scan || !gather) throw new Error("Only a simple recurrent layer over tokens can learn forward in time");
  const { w, h0, lengths, rate } = scan.inputs;
  const { table, tokens } = gather.inputs;
  const [B, H] = h0.shape;
  const [V] = table.shape;
  const ofTable = graph.state("state.l0.influence.input", [B, V * H, H]);
  const ofWeight = graph.state("state.l0.influence.recurrent", [B, H * H, H]);
  const { activation, leak = 1, reverse = false } = scan.attributes;
  // The influence follows one plain recursion: no state that is kept, no other order.
  if (leak !== 1 || reverse || lengths || rate) throw new Error("This layer cannot learn forward in time");
  const operands = { hs: hidden, w, h0, table, tokens, ofTable, ofWeight };
  const { out: output } = graph.apply(ops.influence, operands, { activation }, "h.forward");
  return { output, states: [ofTable, ofWeight] };
}
