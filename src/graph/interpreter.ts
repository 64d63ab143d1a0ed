import type { Graph } from "./graph.ts";
import { type Node, type Operands, type StepScalars, tensorsOf, type Values } from "./operation.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/**
 * Runs a graph in f64, node after node, each by its operation's obvious loops. Slow, and every test's reference.
 */
export class Interpreter {
  private readonly values = new Map<Tensor, Values>();
  /** The nodes that run, with the elements of their operands. */
  private readonly calls: { node: Node; inputs: Record<string, Values>; outputs: Record<string, Float64Array> }[];

  /** Whoever reads `wanted` alone leaves out what comes after it: behind a loss, the backward pass. */
  constructor(
    readonly graph: Graph,
    wanted?: Tensor,
  ) {
    for (const tensor of graph.tensors) {
      if (tensor.base) continue;
      const size = sizeOf(tensor.shape);
      this.values.set(tensor, tensor.type === "i32" ? new Int32Array(size) : new Float64Array(size));
    }
    const nodes = wanted
      ? graph.nodes.slice(0, 1 + graph.nodes.findLastIndex((node) => writes(node, wanted)))
      : graph.nodes;
    this.calls = nodes.map((node) => ({
      node,
      inputs: this.valuesOf(node.inputs),
      outputs: this.valuesOf(node.outputs) as Record<string, Float64Array>,
    }));
  }

  /** The elements of a tensor: those in memory, not a copy. */
  value(tensor: Tensor | string): Values {
    const found = typeof tensor === "string" ? this.graph.find(tensor) : tensor;
    if (!found) throw new Error(`There is no tensor ${tensor}`);
    const root = this.values.get(rootOf(found))!;
    return root.subarray(found.offset, found.offset + sizeOf(found.shape));
  }

  set(tensor: Tensor | string, values: ArrayLike<number>): void {
    this.value(tensor).set(values);
  }

  run(scalars: StepScalars): void {
    for (const { node, inputs, outputs } of this.calls) node.op.run({ inputs, outputs, node, scalars });
  }

  private valuesOf(operands: Operands): Record<string, Values> {
    const present = Object.entries(operands).filter(([, tensor]) => tensor);
    return Object.fromEntries(present.map(([key, tensor]) => [key, this.value(tensor!)]));
  }
}

function writes({ outputs }: Node, wanted: Tensor): boolean {
  return tensorsOf(outputs).some((tensor) => rootOf(tensor) === rootOf(wanted));
}
