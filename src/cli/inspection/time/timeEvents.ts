import type { Answer } from "../../../contracts/inspection/questions.ts";
import { lookEvent, rowsOf } from "../lookEvents.ts";

// Answers about time as programs read them, with lists in the place of arrays, and as tensors of a file.

export type SavedTensor = { shape: number[]; dtype: "F32" | "I32"; data: Float32Array | Int32Array };
export type SavedTensors = Map<string, SavedTensor>;

type Shares = Answer<"gradient">["shares"];

const shareRows = (shares: Shares) =>
  shares.map(({ norms, share, ...one }) => ({ ...one, norms: [...norms], share: [...share] }));

const row = (data: Float32Array | Int32Array): SavedTensor => {
  return { shape: [data.length], dtype: data instanceof Int32Array ? "I32" : "F32", data };
};

/** Steps 0, stride, 2·stride … */
function stepsOf(count: number, stride: number, first = 0): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => first + n * stride);
}

export function gradientEvent({ layers, saliency, shares, ...said }: Answer<"gradient">) {
  return {
    ...{ event: "gradient", ...said },
    layers: layers.map(({ layer, norms }) => ({ layer, norms: [...norms] })),
    saliency: saliency.map((strip) => [...strip]),
    shares: shareRows(shares),
  };
}

/** `gradient.l0.state [T]`, `saliency [T]`, `gradient.<parameter>.share [T]`. */
export function gradientTensors({ layers, saliency, shares }: Answer<"gradient">): SavedTensors {
  const names = ["saliency", "saliency.target"];
  return new Map([
    ...layers.map(({ layer, norms }) => [`gradient.${layer}.state`, row(norms)] as const),
    ...saliency.map((strip, i) => [names[i], row(strip)] as const),
    ...shares.map(({ parameter, share }) => [`gradient.${parameter}.share`, row(share)] as const),
  ]);
}

export function triangleEvent({ stride, count, layers, shares, ...said }: Answer<"triangle">, run: string) {
  return {
    ...{ event: "gradients", run, ...said, stride, steps: [...stepsOf(count, stride)] },
    layers: layers.map(({ layer, norms, byLag, losses, verdict }) => ({
      ...{ layer, norms: rowsOf(norms, norms.length / count) },
      ...{ byLag: [...byLag], losses: [...losses], verdict },
    })),
    shares: shareRows(shares),
  };
}

/** `gradients.steps [N]`, `gradients.l0.state [N,T]`, `gradients.l0.byLag`. */
export function triangleTensors({ count, stride, layers }: Answer<"triangle">): SavedTensors {
  return new Map([
    ["gradients.steps", row(stepsOf(count, stride))] as const,
    ...layers.flatMap(({ layer, norms, byLag }) => {
      const shape = [count, norms.length / count];
      return [
        [`gradients.${layer}.state`, { shape, dtype: "F32", data: norms }] as const,
        [`gradients.${layer}.byLag`, row(byLag)] as const,
      ];
    }),
  ]);
}

export function changedEvent({ look, loss, samples }: Answer<"whatIf">) {
  return { event: "whatIf", loss, ...(samples && { samples }), ...lookEvent(look) };
}

export function patchEvent({ steps, first, stride, recovery, whole, ...said }: Answer<"patch">) {
  const columns = [...stepsOf(steps, stride, first)];
  return {
    ...{ event: "patch", ...said, steps: columns, stride },
    ...{ recovery: recovery && rowsOf(recovery, steps), whole: whole && [...whole] },
  };
}

/** `patch.steps [N]`, `patch.recovery [rows,N]`, `patch.whole [rows]`. */
export function patchTensors({ steps, first, stride, recovery, whole, tensors }: Answer<"patch">): SavedTensors {
  const found: SavedTensors = new Map([["patch.steps", row(stepsOf(steps, stride, first))]]);
  if (recovery) found.set("patch.recovery", { shape: [tensors.length, steps], dtype: "F32", data: recovery });
  if (whole) found.set("patch.whole", row(whole));
  return found;
}
