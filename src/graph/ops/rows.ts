import * as op from "../../core/opcodes.ts";
import type { GradientSink, Operation } from "../operation.ts";
import type { Attributes, Tensor } from "../tensor.ts";
import { hasEnded, needLengths } from "./sequence.ts";
import { flag, need, needSame, number, sequenceDimensions } from "./shapes.ts";

const firstStep = (attributes: Attributes) => number(attributes, "t") ?? 0;

/**
 * x (T,B,F) with the rows of sequences that have ended cleared, by their lengths (B): out (+)= x where a row runs on, not reading
 * the others. Attributes: t, the time of the first step, 0 where absent; `ended`, the others instead.
 */
export const keepRows: Operation = {
  name: "keepRows",
  infer(inputs) {
    const x = need("keepRows", inputs, 0);
    needLengths("keepRows", x, need("keepRows", inputs, 1));
    return [[...x.shape]];
  },
  run({ inputs: [x, lengths], outputs: [out], node: { inputs, attributes } }) {
    const [T, B, F] = sequenceDimensions(inputs[0]!);
    const keep = flag(attributes, "accumulate");
    for (let t = 0, i = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        const chosen = hasEnded(lengths, firstStep(attributes) + t, b) === flag(attributes, "ended");
        for (let f = 0; f < F; f++, i++) out[i] = (keep ? out[i] : 0) + (chosen ? x![i] : 0);
      }
    }
  },
  differentiate({ inputs: [x, lengths], attributes }, [dy], sink) {
    keptGradient(sink, x, dy!, lengths!, attributes);
  },
  lower({ inputs: [x, lengths], outputs: [out], attributes }, emit) {
    const operands = [x, lengths, out].map((tensor) => emit.operand(tensor));
    const flags = ["ended", "accumulate"].map((name) => (flag(attributes, name) ? 1 : 0));
    emit.instruction(op.OP_KEEP_ROWS, operands, [...sequenceDimensions(x!), firstStep(attributes), ...flags]);
  },
};

function keptGradient(sink: GradientSink, x: Tensor | undefined, dy: Tensor, lengths: Tensor, attributes: Attributes) {
  sink.contribute(x, (dx, accumulate) => {
    sink.graph.applyTo("keepRows", [dy, lengths], [dx], { ...attributes, accumulate });
  });
}

/** fresh (B,F) where a row runs on at step t, before (B,F) where it has ended, by lengths (B). Attribute t. */
export const selectRows: Operation = {
  name: "selectRows",
  infer(inputs) {
    const fresh = need("selectRows", inputs, 0);
    needSame("selectRows", fresh, need("selectRows", inputs, 1));
    needLengths("selectRows", fresh, need("selectRows", inputs, 2));
    return [[...fresh.shape]];
  },
  inPlace: [
    [0, 0],
    [1, 0],
  ],
  run({ inputs: [fresh, before, lengths], outputs: [out], node }) {
    const F = node.inputs[0]!.shape[1];
    for (let i = 0; i < out.length; i++) {
      out[i] = (hasEnded(lengths, number(node.attributes, "t"), Math.floor(i / F)) ? before : fresh)![i];
    }
  },
  differentiate({ inputs: [fresh, before, lengths], attributes: { t } }, [dy], sink) {
    keptGradient(sink, fresh, dy!, lengths!, { t, ended: false });
    keptGradient(sink, before, dy!, lengths!, { t, ended: true });
  },
  lower({ inputs, outputs: [out], attributes }, emit) {
    const operands = [...inputs, out].map((tensor) => emit.operand(tensor));
    emit.instruction(op.OP_SELECT_ROWS, operands, [number(attributes, "t"), ...out.shape]);
  },
};

/** 1 where sequence b runs on at step t, 0 where it has ended: out (T,B) from lengths (B). Attribute `steps` = T. */
export const running: Operation = {
  name: "running",
  infer: (inputs, attributes) => [[number(attributes, "steps"), need("running", inputs, 0).shape[0]]],
  run({ inputs: [lengths], outputs: [out] }) {
    const B = lengths!.length;
    for (let i = 0; i < out.length; i++) out[i] = hasEnded(lengths, Math.floor(i / B), i % B) ? 0 : 1;
  },
  lower({ inputs: [lengths], outputs: [out] }, emit) {
    emit.instruction(op.OP_RUNNING, [emit.operand(lengths), emit.operand(out)], [...out.shape]);
  },
};
