import { kernel } from "../../kernel.ts";
import type { Accumulates, GraphBuilder, NoAttributes, Operation, Tensors } from "../../operation.ts";
import { sizeOf, type Tensor } from "../../tensor.ts";
import { needSame } from "../shapes.ts";

export const addScaledKernel = kernel("pointwise/arithmetic", "addScaled", {
  x: "tensor",
  y: "tensor",
  scale: "f32",
  out: "tensor",
  n: "i32",
});

/** x + scale·y; attribute `scale`, 1 where absent. */
export const add: Operation<Tensors<"x" | "y">, Tensors<"out">, { scale?: number }> = {
  name: "add",
  infer({ x, y }) {
    needSame("add", x, y);
    return { out: x.shape };
  },
  inPlace: [
    ["x", "out"],
    ["y", "out"],
  ],
  run({ inputs: { x, y }, outputs: { out }, node }) {
    const scale = node.attributes.scale ?? 1;
    for (let i = 0; i < out.length; i++) out[i] = x[i] + scale * y[i];
  },
  differentiate({ inputs: { x, y }, attributes }, { out: dy }, sink) {
    const scale = attributes.scale ?? 1;
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy, dx, accumulate));
    sink.contribute(y, (dx, accumulate) => {
      if (scale === 1) return copyOrAdd(sink.graph, dy, dx, accumulate);
      if (!accumulate) sink.graph.applyTo(fill, {}, { out: dx }, { value: 0, size: sizeOf(dx.shape) });
      sink.graph.applyTo(add, { x: dx, y: dy }, { out: dx }, { scale });
    });
  },
  lower({ inputs, outputs, attributes }, emit) {
    emit.run(addScaledKernel, { ...inputs, ...outputs, scale: attributes.scale ?? 1, n: sizeOf(outputs.out.shape) });
  },
};

export const multiplyKernel = kernel("pointwise/arithmetic", "multiply", {
  x: "tensor",
  y: "tensor",
  out: "tensor",
  n: "i32",
  accumulate: "bool",
});

/** out (+)= x·y, element by element. */
export const mul: Operation<Tensors<"x" | "y">, Tensors<"out">, Accumulates> = {
  name: "mul",
  infer({ x, y }) {
    needSame("mul", x, y);
    return { out: x.shape };
  },
  inPlace: [
    ["x", "out"],
    ["y", "out"],
  ],
  run({ inputs: { x, y }, outputs: { out }, node }) {
    const keep = node.attributes.accumulate;
    for (let i = 0; i < out.length; i++) out[i] = (keep ? out[i] : 0) + x[i] * y[i];
  },
  differentiate({ inputs: { x, y } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => sink.graph.applyTo(mul, { x: dy, y }, { out: dx }, { accumulate }));
    sink.contribute(y, (dx, accumulate) => sink.graph.applyTo(mul, { x: dy, y: x }, { out: dx }, { accumulate }));
  },
  lower({ inputs, outputs, attributes }, emit) {
    emit.run(multiplyKernel, {
      ...inputs,
      ...outputs,
      n: sizeOf(outputs.out.shape),
      accumulate: attributes.accumulate,
    });
  },
};

export const copyKernel = kernel("pointwise/arithmetic", "copy", { x: "tensor", out: "tensor", n: "i32" });

export const copy: Operation<Tensors<"x">, Tensors<"out">, NoAttributes> = {
  name: "copy",
  infer: ({ x }) => ({ out: x.shape }),
  run({ inputs: { x }, outputs: { out } }) {
    out.set(x as Float64Array);
  },
  differentiate({ inputs: { x } }, { out: dy }, sink) {
    sink.contribute(x, (dx, accumulate) => copyOrAdd(sink.graph, dy, dx, accumulate));
  },
  lower({ inputs, outputs }, emit) {
    emit.run(copyKernel, { ...inputs, ...outputs, n: sizeOf(outputs.out.shape) });
  },
};

export const fillKernel = kernel("pointwise/arithmetic", "fill", { out: "tensor", value: "f32", n: "i32" });

/** out = value; attributes `value` and `size`. */
export const fill: Operation<Tensors<never>, Tensors<"out">, { value: number; size: number }> = {
  name: "fill",
  infer: (_, { size }) => ({ out: [size] }),
  run({ outputs: { out }, node }) {
    out.fill(node.attributes.value);
  },
  joint: ["out"],
  fewRows: ({ attributes: { value } }) => (value === 0 ? 0 : undefined),
  lower({ outputs: { out }, attributes: { value } }, emit) {
    const size = sizeOf(out.shape);
    const slots = emit.slots(out);
    // No row is there.
    if (slots) return emit.run(fillKernel, { out: slots, value: 0, n: out.shape[0] + 1 });
    if (!emit.isJoint(out)) return emit.run(fillKernel, { out, value, n: size });
    const { index, count } = emit.shard;
    const [from, to] = [index, index + 1].map((i) => Math.floor((size * i) / count));
    const { segment, offset } = emit.place(out);
    emit.run(fillKernel, { out: { segment, offset: offset + 4 * from }, value, n: to - from });
  },
};

/** dx (+)= dy: how a sum hands its gradient on. */
export function copyOrAdd(graph: GraphBuilder, dy: Tensor, dx: Tensor, accumulate: boolean): void {
  if (accumulate) graph.applyTo(add, { x: dx, y: dy }, { out: dx }, {});
  else graph.applyTo(copy, { x: dy }, { out: dx }, {});
}
