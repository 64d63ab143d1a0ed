import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import { describe, ShapeError } from "../../tensor.ts";
import { mismatch } from "../shapes.ts";
import { hasEnded, needLengths, productGradient } from "./sequence.ts";

interface CausalAttributes {
  readonly taps: number;
  readonly dilation: number;
}

/** Sums that are still to come when a window ends: what K taps, d steps apart, have read reaches R = (K−1)·d steps ahead. */
const reachOf = (K: number, dilation: number) => (K - 1) * dilation;

export const causalSumForwardKernel = kernel("sequences/causalSum", "causalSumForward", {
  x: "tensor",
  pending: "tensor?",
  lengths: "tensor?",
  sums: "tensor",
  next: "tensor?",
  T: "i32",
  B: "i32",
  H: "i32",
  K: "i32",
  d: "i32",
});

/**
 * The sums of a causal convolution over time. Inputs: x (T,B,K·H), whose block j is what a step adds to the sum (K−1−j)·d steps
 * later; pending (B,R·H), what the steps before this window add to its first R sums, absent with K = 1; and, where sequences end
 * early, their lengths (B). Outputs: the sums s (T,B,H), s_t = Σ_k x_{t−k·d, block K−1−k} + pending_t, and what is pending for the
 * steps to come (B,R·H). After its end a sequence shows its last sum, and has pending what it had then. Attributes: dilation d,
 * taps K. Nothing is learned of what is pending: it gets no gradient.
 */
export const causalSum: Operation<Tensors<"x", "pending" | "lengths">, Tensors<"sums", "next">, CausalAttributes> = {
  name: "causalSum",
  infer({ x, pending, lengths }, { taps: K, dilation }) {
    const [T, B, width] = x.shape;
    const H = width / K;
    if (!Number.isInteger(H)) throw new ShapeError(`causalSum: ${describe(x)} has no ${K} blocks of equal width`);
    needLengths("causalSum", x, lengths);
    const R = reachOf(K, dilation);
    if (R === 0) return { sums: [T, B, H] };
    if (!pending) throw new ShapeError(`causalSum: ${describe(x)} needs what is pending`);
    if (pending.shape[0] !== B || pending.shape[1] !== R * H) {
      mismatch("causalSum", x, pending, `[${B}, ${R * H}] is needed`);
    }
    return { sums: [T, B, H], next: [B, R * H] };
  },
  run({ inputs: { x, pending, lengths }, outputs: { sums, next }, node }) {
    const [T, B, width] = node.inputs.x.shape;
    const { K, d, R, H } = sizesOf(node.attributes, width);
    for (let b = 0; b < B; b++) {
      const own = lengths ? Math.min(T, lengths[b]) : T;
      for (let s = 0; s < Math.max(T, own + R); s++) {
        for (let i = 0; i < H; i++) {
          let sum = s < R ? pending![(b * R + s) * H + i] : 0;
          for (let k = 0; k < K; k++) {
            const t = s - k * d;
            if (t >= 0 && t < own) sum += x[(t * B + b) * width + (K - 1 - k) * H + i];
          }
          if (s < own) sums[(s * B + b) * H + i] = sum;
          else {
            if (s < T) sums[(s * B + b) * H + i] = own > 0 ? sums[((own - 1) * B + b) * H + i] : 0;
            if (s < own + R) next![(b * R + s - own) * H + i] = sum;
          }
        }
      }
    }
  },
  differentiate({ inputs: { x, pending, lengths }, outputs: { sums }, attributes }, { sums: ds }, sink) {
    if (sink.wants(pending)) throw new Error("causalSum: what is pending is not learned");
    productGradient(sink, x, sums, (dx) => {
      sink.graph.applyTo(causalSumBackward, { ds: ds!, lengths }, { dx }, attributes);
    });
  },
  lower({ inputs, outputs, attributes }, emit) {
    const [T, B, width] = inputs.x.shape;
    const { K, d, H } = sizesOf(attributes, width);
    emit.run(causalSumForwardKernel, { ...inputs, ...outputs, T, B, H, K, d });
  },
};

export const causalSumBackwardKernel = kernel("sequences/causalSum", "causalSumBackward", {
  ds: "tensor",
  lengths: "tensor?",
  dx: "tensor",
  T: "i32",
  B: "i32",
  H: "i32",
  K: "i32",
  d: "i32",
});

/** dx (T,B,K·H) from the gradient ds (T,B,H) of the sums, and lengths where there are any. Attributes as above. */
export const causalSumBackward: Operation<Tensors<"ds", "lengths">, Tensors<"dx">, CausalAttributes> = {
  name: "causalSumBackward",
  infer({ ds }, attributes) {
    const [T, B, H] = ds.shape;
    return { dx: [T, B, H * attributes.taps] };
  },
  run({ inputs: { ds, lengths }, outputs: { dx }, node }) {
    const [T, B, H] = node.inputs.ds.shape;
    const { K, d } = sizesOf(node.attributes, H * node.attributes.taps);
    for (let t = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        for (let at = 0; at < K * H; at++) {
          const i = at % H;
          const s = t + (K - 1 - Math.floor(at / H)) * d;
          let sum = 0;
          // What is shown after the end is the last sum again.
          const isLast = s === Math.min(T, lengths?.[b] ?? T) - 1;
          if (!hasEnded(lengths, s, b)) {
            for (let u = s; u < (isLast ? T : Math.min(T, s + 1)); u++) sum += ds[(u * B + b) * H + i];
          }
          dx[(t * B + b) * K * H + at] = sum;
        }
      }
    }
  },
  lower({ inputs, outputs, attributes }, emit) {
    const [T, B, width] = outputs.dx.shape;
    const { K, d, H } = sizesOf(attributes, width);
    emit.run(causalSumBackwardKernel, { ...inputs, ...outputs, T, B, H, K, d });
  },
};

function sizesOf(attributes: CausalAttributes, width: number) {
  const [K, d] = [attributes.taps, attributes.dilation];
  return { K, d, R: reachOf(K, d), H: width / K };
}
