import { type GraphBuilder, type Node, type Operands, type Operation, tensorsOf } from "./operation.ts";
import { describe, rootOf, ShapeError, sizeOf, type Tensor, type TensorKind } from "./tensor.ts";

/**
 * A static graph of named tensors and operations, in the order in which they run. Sequence tensors are time-major [T, B, F].
 */
export class Graph implements GraphBuilder {
  readonly tensors: Tensor[] = [];
  readonly nodes: Node[] = [];
  /** States and the tensors that replace them when a step is taken. */
  readonly carried: { state: Tensor; value: Tensor }[] = [];
  private readonly names = new Map<string, Tensor>();
  /** The first number that may not be taken yet behind a name. */
  private readonly taken = new Map<string, number>();
  private readonly frozen = new Set<string>();

  parameter(name: string, shape: readonly number[]): Tensor {
    return this.names.get(name) ?? this.tensor(name, shape, "f32", "parameter");
  }

  input(name: string, shape: readonly number[], type: "f32" | "i32" = "i32"): Tensor {
    return this.tensor(name, shape, type, "input");
  }

  state(name: string, shape: readonly number[]): Tensor {
    return this.tensor(name, shape, "f32", "state");
  }

  /** When the step is taken, `value` becomes the state with which the next one starts. */
  carry(state: Tensor, value: Tensor): void {
    if (sizeOf(state.shape) !== sizeOf(value.shape)) {
      throw new ShapeError(`carry: ${describe(value)} cannot become ${describe(state)}`);
    }
    this.carried.push({ state, value });
  }

  /** The tensor of that name, or undefined. */
  find(name: string): Tensor | undefined {
    return this.names.get(name);
  }

  parameters(): Tensor[] {
    return this.tensors.filter((tensor) => tensor.kind === "parameter" && !tensor.base);
  }

  /** The parameter gets no gradient and no update. */
  freeze(name: string): void {
    this.frozen.add(name);
  }

  isFrozen(name: string): boolean {
    return this.frozen.has(name);
  }

  tensor(name: string, shape: readonly number[], type: "f32" | "i32", kind: TensorKind): Tensor {
    if (shape.some((n) => !Number.isInteger(n) || n < 1))
      throw new ShapeError(`${name} cannot have the shape [${shape}]`);
    let unique = name;
    let i = this.taken.get(name) ?? 2;
    for (; this.names.has(unique); i++) unique = `${name}.${i}`;
    this.taken.set(name, i);
    return this.register({ id: this.tensors.length, name: unique, shape, type, kind, offset: 0 });
  }

  /** Rows [from, to) of the first dimension, without a copy. */
  slice(tensor: Tensor, from: number, to: number): Tensor {
    if (from < 0 || to > tensor.shape[0] || from >= to) {
      throw new ShapeError(`slice: ${describe(tensor)} has no rows ${from} to ${to}`);
    }
    const row = sizeOf(tensor.shape.slice(1));
    return this.view(tensor, [to - from, ...tensor.shape.slice(1)], from * row, `${tensor.name}[${from}:${to}]`);
  }

  /** The same elements in another shape, without a copy. */
  reshape(tensor: Tensor, shape: readonly number[]): Tensor {
    if (sizeOf(shape) !== sizeOf(tensor.shape)) {
      throw new ShapeError(`reshape: ${describe(tensor)} cannot become [${shape.join(", ")}]`);
    }
    return this.view(tensor, shape, 0, tensor.name);
  }

  /** Adds a node and returns its outputs, new tensors named `name` (the first) and `name.<number>`. */
  apply<I extends Operands, O extends Operands, A extends object>(
    op: Operation<I, O, A>,
    inputs: NoInfer<I>,
    attributes: NoInfer<A>,
    name: string,
  ): O {
    const shapes = Object.entries(op.infer(inputs, attributes));
    const outputs = shapes.map(([key, shape], i) => {
      return [key, this.tensor(i ? `${name}.${i}` : name, shape, outputType(op, key), "activation")];
    });
    return this.add({ op, inputs, outputs: Object.fromEntries(outputs), attributes });
  }

  /** Adds a node that writes tensors which exist: gradients that accumulate, states that are carried on. */
  applyTo<I extends Operands, O extends Operands, A extends object>(
    op: Operation<I, O, A>,
    inputs: NoInfer<I>,
    outputs: NoInfer<O>,
    attributes: NoInfer<A>,
  ): void {
    for (const [key, shape] of Object.entries(op.infer(inputs, attributes))) {
      const output = outputs[key]!;
      const type = outputType(op, key);
      if (sizeOf(shape) !== sizeOf(output.shape) || type !== output.type) {
        const other = type === output.type ? "" : `${type} `;
        throw new ShapeError(`${op.name}: gives ${other}[${shape.join(", ")}], which does not fit ${describe(output)}`);
      }
    }
    this.add({ op, inputs, outputs, attributes });
  }

  /** Takes out the node that writes these tensors, which nothing has read. */
  remove(outputs: readonly Tensor[]): void {
    const touches = (operands: Operands) => tensorsOf(operands).some((tensor) => outputs.includes(tensor));
    if (this.nodes.some((node) => touches(node.inputs))) throw new Error(`${outputs[0].name} is read already`);
    this.nodes.splice(
      this.nodes.findIndex((node) => touches(node.outputs)),
      1,
    );
  }

  /** The nodes that apply an operation, in the order in which they run. */
  nodesOf<I extends Operands, O extends Operands, A extends object>(op: Operation<I, O, A>): Node<I, O, A>[] {
    return this.nodes.filter((node) => (node.op as unknown) === op) as unknown as Node<I, O, A>[];
  }

  private add<I extends Operands, O extends Operands, A extends object>(node: Node<I, O, A>): O {
    // What reads a list of nodes knows no more of each than that its operands are tensors.
    this.nodes.push(node as unknown as Node);
    return node.outputs;
  }

  private view(tensor: Tensor, shape: readonly number[], offset: number, name: string): Tensor {
    const base = rootOf(tensor);
    const { type, kind } = tensor;
    const view = { id: this.tensors.length, name, shape, type, kind, base, offset: tensor.offset + offset };
    this.tensors.push(view);
    return view;
  }

  private register(tensor: Tensor): Tensor {
    this.tensors.push(tensor);
    this.names.set(tensor.name, tensor);
    return tensor;
  }
}

function outputType<O extends Operands>(
  { integers }: { integers?: readonly (keyof O)[] },
  key: string,
): Tensor["type"] {
  return integers?.includes(key) ? "i32" : "f32";
}
