import { kernel } from "../../kernel.ts";
import type { Accumulates, GradientSink, Operation, Tensors } from "../../operation.ts";
import type { Tensor } from "../../tensor.ts";
import { needSame, sequenceDimensions } from "../shapes.ts";
import { hasEnded, needLengths } from "./sequence.ts";

interface KeepAttributes extends Accumulates {
  readonly t?: number;
  readonly ended?: boolean;
}

export const keepRowsKernel = kernel("sequences/rows", "keepRows", {
  x: "tensor",
  lengths: "tensor",
  out: "tensor",
  T: "i32",
  B: "i32",
  F: "i32",
  t: "i32",
  ended: "bool",
  accumulate: "bool",
});

/**
 * x (T,B,F) with the rows of sequences that have ended cleared, by their lengths (B): out (+)= x where a row runs on, not reading
 * the others. Attributes: t, the time of the first step, 0 where absent; `ended`, the others instead.
 */
export const keepRows: Operation<Tensors<"x" | "lengths">, Tensors<"out">, KeepAttributes> = {
  name: "keepRows",
  infer({ x, lengths }) {
    needLengths("keepRows", x, lengths);
    return { out: x.shape };
  },
  run({ inputs: { x, lengths }, outputs: { out }, node: { inputs, attributes } }) {
    const [T, B, F] = sequenceDimensions(inputs.x);
    const keep = attributes.accumulate;
    for (let t = 0, i = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        const chosen = hasEnded(lengths, (attributes.t ?? 0) + t, b) === (attributes.ended ?? false);
        for (let f = 0; f < F; f++, i++) out[i] = (keep ? out[i] : 0) + (chosen ? x[i] : 0);
      }
    }
  },
  differentiate({ inputs: { x, lengths }, attributes }, { out: dy }, sink) {
    keptGradient(sink, x, dy!, lengths, attributes);
  },
  lower({ inputs, outputs, attributes: { t = 0, ended, accumulate } }, emit) {
    const [T, B, F] = sequenceDimensions(inputs.x);
    emit.run(keepRowsKernel, { ...inputs, ...outputs, T, B, F, t, ended, accumulate });
  },
};

function keptGradient(
  sink: GradientSink,
  x: Tensor | undefined,
  dy: Tensor,
  lengths: Tensor,
  attributes: KeepAttributes,
) {
  sink.contribute(x, (dx, accumulate) => {
    sink.graph.applyTo(keepRows, { x: dy, lengths }, { out: dx }, { ...attributes, accumulate });
  });
}

export const selectRowsKernel = kernel("sequences/rows", "selectRows", {
  fresh: "tensor",
  before: "tensor",
  lengths: "tensor",
  out: "tensor",
  t: "i32",
  B: "i32",
  F: "i32",
});

/** fresh (B,F) where a row runs on at step t, before (B,F) where it has ended, by lengths (B). Attribute t. */
export const selectRows: Operation<Tensors<"fresh" | "before" | "lengths">, Tensors<"out">, { t: number }> = {
  name: "selectRows",
  infer({ fresh, before, lengths }) {
    needSame("selectRows", fresh, before);
    needLengths("selectRows", fresh, lengths);
    return { out: fresh.shape };
  },
  inPlace: [
    ["fresh", "out"],
    ["before", "out"],
  ],
  run({ inputs: { fresh, before, lengths }, outputs: { out }, node }) {
    const F = node.inputs.fresh.shape[1];
    for (let i = 0; i < out.length; i++) {
      out[i] = (hasEnded(lengths, node.attributes.t, Math.floor(i / F)) ? before : fresh)![i];
    }
  },
  differentiate({ inputs: { fresh, before, lengths }, attributes: { t } }, { out: dy }, sink) {
    keptGradient(sink, fresh, dy!, lengths, { t, ended: false });
    keptGradient(sink, before, dy!, lengths, { t, ended: true });
  },
  lower({ inputs, outputs, attributes: { t } }, emit) {
    const [B, F] = outputs.out.shape;
    emit.run(selectRowsKernel, { ...inputs, ...outputs, t, B, F });
  },
};

export const runningKernel = kernel("sequences/rows", "running", {
  lengths: "tensor",
  out: "tensor",
  T: "i32",
  B: "i32",
});

/** 1 where sequence b runs on at step t, 0 where it has ended: out (T,B) from lengths (B). Attribute `steps` = T. */
export const running: Operation<Tensors<"lengths">, Tensors<"out">, { steps: number }> = {
  name: "running",
  infer: ({ lengths }, { steps }) => ({ out: [steps, lengths.shape[0]] }),
  run({ inputs: { lengths }, outputs: { out } }) {
    const B = lengths.length;
    for (let i = 0; i < out.length; i++) out[i] = hasEnded(lengths, Math.floor(i / B), i % B) ? 0 : 1;
  },
  lower({ inputs, outputs }, emit) {
    const [T, B] = outputs.out.shape;
    emit.run(runningKernel, { ...inputs, ...outputs, T, B });
  },
};
