import { type Graph, ops, type Tensor } from "../../graph/index.ts";
import { linearWeight, type Roles } from "./bridge.ts";
import type { AttentionForm } from "./form.ts";

/** What is looked at: keys (T,B,A), which are made once, and the memory, what the encoder puts out (T,B,M), with the source's lengths (B). */
export interface Source {
  keys: Tensor;
  /** Of additive scores, where many steps ask for the same keys. */
  powers?: Tensor;
  lengths: Tensor;
  /** Rows k·B + b that ask about source b, k < beams; one where absent. */
  beams?: number;
  /** Contexts Σ_t a_t m_t are made of it. Where absent there are none: see `projected`. */
  memory?: Tensor;
  /**
   * What reads a context multiplies it by a weight, and W Σ_t a_t m_t is Σ_t a_t (W m_t): where many rows look at one source, the memory
   * goes through the weights once. Of W_ih of the decoder's first layer, where the query stands before a step, and of W_c (T,B,·).
   */
  projected?: { step?: Tensor; output: Tensor };
}

/** What a decoder has seen: weights (U,B,T) over the steps of the source, 0 behind its end, and contexts (U,B,M) where there are any. */
export interface Seen {
  weights: Tensor;
  context: Tensor | undefined;
}

/** An attention that was asked, and what was seen. */
export interface Attended {
  attention: Attention;
  seen: Seen;
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
    const { keys, memory, beams = 1 } = this.source;
    const [T, sources] = keys.shape;
    const B = beams * sources;
    const place = (name: string, width: number) => this.graph.tensor(name, [U, B, width], "f32", "activation");
    const weights = place("attention", T);
    return { weights, context: memory && place("context", memory.shape[2]) };
  }

  /** What queries (U,B,·), or those of one step (B,·), see; `place` is where products of a step lie beside those of the others. */
  look(queries: Tensor, seen: Seen, place?: (name: string, width: number) => Tensor): void {
    const { graph, source, energy } = this;
    const { keys, powers, lengths, memory } = source;
    const asked = this.bySource(this.projected(queries, place));
    const { out: scores } = energy
      ? graph.apply(ops.additiveScores, { queries: asked, keys, powers, energy, lengths }, {}, "scores")
      : graph.apply(ops.dotScores, { queries: asked, keys, lengths }, {}, "scores");
    graph.applyTo(ops.maskedSoftmax, { scores, lengths }, { out: this.bySource(seen.weights) }, {});
    if (memory) this.sum(memory, seen, seen.context!, false);
  }

  /** Adds to `out` (U,B,·), or of one step (B,·), what a weight makes of contexts, of the memory that went through it. */
  add(projected: Tensor, seen: Seen, out: Tensor): void {
    this.sum(projected, seen, out, true);
  }

  private sum(values: Tensor, seen: Seen, out: Tensor, accumulate: boolean): void {
    const operands = { weights: this.bySource(seen.weights), values, lengths: this.source.lengths };
    this.graph.applyTo(ops.weightedSum, operands, { out: this.bySource(out) }, { accumulate });
  }

  /** What all rows have of one step, with the rows of a source as steps of it: they look at the same. */
  private bySource(x: Tensor): Tensor {
    const { beams, keys } = this.source;
    return beams === undefined ? x : this.graph.reshape(x, [beams, keys.shape[1], x.shape[x.shape.length - 1]]);
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
