import { type Graph, ops, type Tensor } from "../../graph/index.ts";
import { linearWeight, type Roles } from "./bridge.ts";
import type { AttentionForm } from "./form.ts";

/** What is looked at: keys (T,B,A), which are made once, and values, the encoder's outputs (T,B,M), with the source's lengths (B). */
export interface Source {
  memory: Tensor;
  keys: Tensor;
  /** Of additive scores, where many steps ask for the same keys. */
  powers?: Tensor;
  lengths: Tensor;
  /** Rows k·B + b that ask about source b, k < beams; one where absent. */
  beams?: number;
}

/** What a decoder has seen: weights (U,B,T) over the steps of the source, 0 behind its end, and contexts (U,B,M). */
export interface Seen {
  weights: Tensor;
  context: Tensor;
}

/** Width of queries that scores read as they are, and of the keys. */
export function keyWidth({ name, size }: AttentionForm, query: number): number {
  return name === "additive" ? size : query;
}

/** Keys of the encoder's outputs (T,B,M): W_k of them, with additive and general scores; the outputs themselves with dot. */
export function keysOf(graph: Graph, roles: Roles, form: AttentionForm, memory: Tensor, query: number): Tensor {
  if (form.name === "dot") return memory;
  const width = keyWidth(form, query);
  const b = linearWeight(graph, roles, "attention.key.weight", width, memory.shape[2]);
  return graph.apply(ops.matmul, { a: memory, b }, { transposeB: true }, "keys").out;
}

/** Attention of a decoder whose queries have so many numbers: asks for all steps at once, or for one after the other. */
export class Attention {
  private readonly weight: Tensor | undefined;
  private readonly energy: Tensor | undefined;

  constructor(
    private readonly graph: Graph,
    roles: Roles,
    form: AttentionForm,
    readonly source: Source,
    query: number,
  ) {
    if (form.name !== "additive") return;
    this.weight = linearWeight(graph, roles, "attention.query.weight", form.size, query);
    this.energy = linearWeight(graph, roles, "attention.energy.weight", 1, form.size);
  }

  /** Places for what is seen in U steps. */
  seen(U: number): Seen {
    const { memory, beams = 1 } = this.source;
    const [T, sources, M] = memory.shape;
    const B = beams * sources;
    return {
      weights: this.graph.tensor("attention", [U, B, T], "f32", "activation"),
      context: this.graph.tensor("context", [U, B, M], "f32", "activation"),
    };
  }

  /** What queries (U,B,·), or those of one step (B,·), see; `place` is where products of a step lie beside those of the others. */
  look(queries: Tensor, seen: Seen, place?: (name: string, width: number) => Tensor): void {
    const { graph, source, energy } = this;
    const { memory, keys, powers, lengths } = source;
    const asked = this.bySource(this.projected(queries, place));
    const weights = this.bySource(seen.weights);
    const { out: scores } = energy
      ? graph.apply(ops.additiveScores, { queries: asked, keys, powers, energy, lengths }, {}, "scores")
      : graph.apply(ops.dotScores, { queries: asked, keys, lengths }, {}, "scores");
    graph.applyTo(ops.maskedSoftmax, { scores, lengths }, { out: weights }, {});
    const operands = { weights, values: memory, lengths };
    graph.applyTo(ops.weightedSum, operands, { out: this.bySource(seen.context) }, {});
  }

  /** What all rows have of one step, with the rows of a source as steps of it: they look at the same. */
  private bySource(x: Tensor): Tensor {
    const { beams, memory } = this.source;
    return beams === undefined ? x : this.graph.reshape(x, [beams, memory.shape[1], x.shape[x.shape.length - 1]]);
  }

  private projected(queries: Tensor, place?: (name: string, width: number) => Tensor): Tensor {
    const { graph, weight: b } = this;
    if (!b) return queries;
    const how = { transposeB: true };
    if (!place) return graph.apply(ops.matmul, { a: queries, b }, how, "queries").out;
    const out = place("queries", b.shape[0]);
    graph.applyTo(ops.matmul, { a: queries, b }, { out }, how);
    return out;
  }
}
