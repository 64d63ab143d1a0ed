import { SEGMENT_GRADIENTS } from "../core/constants.ts";
import type { Operand } from "./kernel.ts";
import { align, type ParameterLayout } from "./layout.ts";
import { type Node, tensorsOf } from "./operation.ts";
import { rootOf, type Tensor } from "./tensor.ts";

/** A stretch of a shard's gradients, in bytes, and the first node that writes there. */
interface Stretch {
  from: number;
  to: number;
  written: number;
}

/**
 * The memory of a shard's gradients before it is written: what a step needs for a single operation may lie there. It does so in programs
 * that write all gradients anew at each step; joint ones are another shard's too, and stay alone.
 */
export class UnwrittenGradients {
  /** In the order of memory, none between them. */
  private readonly stretches: readonly Stretch[];
  private readonly indices: ReadonlyMap<Node, number>;
  private owner: Node | undefined;
  private taken = 0;

  /** @param nodes those that a shard runs, in their order */
  constructor(layout: ParameterLayout, nodes: readonly Node[], gradients: ReadonlyMap<Tensor, Tensor> = new Map()) {
    this.indices = new Map(nodes.map((node, index) => [node, index]));
    const roots = new Map([...gradients].map(([{ name, kind }, tensor]) => [kind === "parameter" && name, tensor]));
    const trained = [...layout.places.values()].filter((place) => place.trained);
    const own = trained.filter(({ joint }) => !joint).sort((a, b) => a.gradient - b.gradient);
    const isWhole = trained.every(({ name }) => roots.has(name));
    const firsts = new Map<Tensor, number>();
    nodes.forEach((node, index) => {
      for (const output of tensorsOf(node.outputs).map(rootOf)) if (!firsts.has(output)) firsts.set(output, index);
    });
    this.stretches = (isWhole ? own : []).map(({ name, gradient }, i) => {
      const to = own[i + 1]?.gradient ?? layout.gradientBytes.others;
      return { from: gradient, to, written: firsts.get(rootOf(roots.get(name)!)) ?? 0 };
    });
  }

  /** Room for a node alone, behind what it has taken before; undefined where there is not so much. */
  room(node: Node, bytes: number): Operand | undefined {
    const index = this.indices.get(node);
    if (index === undefined) return undefined;
    if (this.owner !== node) this.taken = 0;
    this.owner = node;
    let from = this.taken;
    let to = 0;
    for (const stretch of this.stretches) {
      if (stretch.written <= index) continue;
      if (stretch.from !== to) from = Math.max(stretch.from, this.taken);
      to = stretch.to;
      if (to - from < bytes) continue;
      this.taken = from + align(bytes);
      return { segment: SEGMENT_GRADIENTS, offset: from };
    }
    return undefined;
  }
}
