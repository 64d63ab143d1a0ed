import * as core from "../../../core/constants.ts";
import { kernel } from "../../kernel.ts";
import type { Operation, Tensors } from "../../operation.ts";
import { sizeOf } from "../../tensor.ts";
import { matrix, mismatch } from "../shapes.ts";

type Inputs = Tensors<"hidden" | "weight", "bias" | "asked">;

export const topLogitsKernel = kernel("losses/topLogits", "topLogits", {
  hidden: "tensor",
  packedW: "tensor",
  bias: "tensor?",
  asked: "tensor?",
  logSum: "tensor",
  values: "tensor",
  ids: "tensor",
  R: "i32",
  V: "i32",
  H: "i32",
  K: "i32",
  scratch: "scratch",
});

/**
 * The product with the output layer and the `count` = K largest of each row's logits x = h·Wᵀ + b in one, so that the logits never
 * exist as a whole: hidden h (…,H), weight W (V,H) and bias b (V); values (…,K) in falling order and their ids (…,K), of equal ones the
 * lower first; and ln Σ_v e^{x_v} (…,1), of which a log-probability is a logit less. NaN and −∞ are not listed: where a row has
 * fewer than K other numbers, −∞ and the id −1 follow. A row with NaN or ∞, or of nothing but −∞, has no sum: it is NaN. Rows for which
 * `asked` (R) holds 0 are passed over: their lists are empty and they have no sum. Nothing is learned through them.
 */
export const topLogits: Operation<Inputs, Tensors<"logSum" | "values" | "ids">, { readonly count: number }> = {
  name: "topLogits",
  integers: ["ids"],
  infer(inputs, { count }) {
    const { hidden, weight, bias, asked } = inputs;
    const { V, H } = sizesOf(inputs);
    const { columns } = matrix(hidden);
    if (columns !== H)
      mismatch("topLogits", hidden, weight, `the sum runs over ${columns} on the left and ${H} on the right`);
    if (bias && sizeOf(bias.shape) !== V) mismatch("topLogits", weight, bias, `the bias needs ${V} elements`);
    const R = matrix(hidden).rows;
    if (asked && sizeOf(asked.shape) !== R)
      mismatch("topLogits", hidden, asked, `one number for each of ${R} rows is needed`);
    const rows = hidden.shape.slice(0, -1);
    return { logSum: [...rows, 1], values: [...rows, count], ids: [...rows, count] };
  },
  run({ inputs: { hidden, weight, bias, asked }, outputs: { logSum, values, ids }, node }) {
    const { R, V, H } = sizesOf(node.inputs);
    const { count: K } = node.attributes;
    for (let r = 0; r < R; r++) {
      if (asked?.[r] === 0) {
        logSum[r] = Number.NaN;
        ids.fill(-1, r * K, (r + 1) * K);
        values.fill(Number.NEGATIVE_INFINITY, r * K, (r + 1) * K);
        continue;
      }
      const row = Float64Array.from({ length: V }, (_, v) => {
        let sum = bias?.[v] ?? 0;
        for (let k = 0; k < H; k++) sum += hidden[r * H + k] * weight[v * H + k];
        return sum;
      });
      const peak = row.reduce((a, b) => Math.max(a, b));
      logSum[r] = peak + Math.log(row.reduce((sum, value) => sum + Math.exp(value - peak), 0));
      const listed = Array.from(row.keys()).filter((id) => row[id] > Number.NEGATIVE_INFINITY);
      const best = listed.sort((a, b) => row[b] - row[a] || a - b).slice(0, K);
      const [from, to] = [r * K, (r + 1) * K];
      ids.fill(-1, from, to).set(best, from);
      values.fill(Number.NEGATIVE_INFINITY, from, to).set(
        best.map((id) => row[id]),
        from,
      );
    }
  },
  lower({ inputs, outputs, attributes: { count: K } }, emit) {
    const { hidden, weight, bias, asked } = inputs;
    const { R, V, H } = sizesOf(inputs);
    emit.scratch(topScratch(R, asked ? H : 0));
    const packedW = emit.pack(weight, H, V, true);
    emit.run(topLogitsKernel, { hidden, packedW, bias, asked, ...outputs, R, V, H, K });
  },
};

function sizesOf({ hidden, weight }: Inputs) {
  return { R: matrix(hidden).rows, V: matrix(weight).rows, H: matrix(weight).columns };
}

/** Floats of working memory of the kernel; `copied` are the numbers of a row where some may be passed over, else 0. */
export function topScratch(R: number, copied: number): number {
  // Fewer rows than all may make larger blocks.
  const most = Math.min(R, core.TOP_ROWS);
  return most * (core.TOP_SYMBOLS + 3) + 9 + 32 + core.TILE_ROWS * core.PANEL_COLUMNS + R * (1 + copied);
}
