import type { Answer } from "../../contracts/inspection/questions.ts";
import { lookEvent, rowsOf } from "./lookEvents.ts";

// Answers about time as programs read them, with lists in the place of arrays, and as tensors of a file.

export type SavedTensor = { shape: number[]; dtype: "F32" | "I32"; data: Float32Array | Int32Array };
export type SavedTensors = Map<string, SavedTensor>;

type Weights = Answer<"gradient">["weights"];

const weightRows = (weights: Weights) =>
  weights.map(({ parameter, norm, norms, shares }) => ({ parameter, norm, norms: [...norms], shares: [...shares] }));

const row = (data: Float32Array | Int32Array): SavedTensor => {
  return { shape: [data.length], dtype: data instanceof Int32Array ? "I32" : "F32", data };
};

export function gradientEvent({ step, symbol, loss, layers, saliency, weights }: Answer<"gradient">) {
  return {
    ...{ event: "gradient", step, symbol, loss },
    layers: layers.map(({ layer, norms }) => ({ layer, norms: [...norms] })),
    saliency: saliency.map((strip) => [...strip]),
    weights: weightRows(weights),
  };
}

/** `gradient.l0.state [T]`, `saliency [T]`, `gradient.<parameter>.share [T]`. */
export function gradientTensors({ layers, saliency, weights }: Answer<"gradient">): SavedTensors {
  const names = ["saliency", "saliency.target"];
  return new Map([
    ...layers.map(({ layer, norms }) => [`gradient.${layer}.state`, row(norms)] as const),
    ...saliency.map((strip, i) => [names[i], row(strip)] as const),
    ...weights.map(({ parameter, shares }) => [`gradient.${parameter}.share`, row(shares)] as const),
  ]);
}

export function triangleEvent({ stride, steps, layers, weights }: Answer<"triangle">, run: string) {
  return {
    ...{ event: "gradients", run, stride, steps: [...steps] },
    layers: layers.map(({ layer, norms, byLag, losses, verdict }) => ({
      ...{ layer, norms: rowsOf(norms, norms.length / steps.length) },
      ...{ byLag: [...byLag], losses: [...losses], verdict },
    })),
    weights: weightRows(weights),
  };
}

/** `gradients.steps [N]`, `gradients.l0.state [N,T]`, `gradients.l0.byLag`. */
export function triangleTensors({ steps, layers }: Answer<"triangle">): SavedTensors {
  return new Map([
    ["gradients.steps", row(steps)] as const,
    ...layers.flatMap(({ layer, norms, byLag }) => {
      const shape = [steps.length, norms.length / steps.length];
      return [
        [`gradients.${layer}.state`, { shape, dtype: "F32", data: norms }] as const,
        [`gradients.${layer}.byLag`, row(byLag)] as const,
      ];
    }),
  ]);
}

export function changedEvent({ look, loss }: Answer<"whatIf">) {
  return { event: "whatIf", loss, ...lookEvent(look) };
}

export function patchEvent({ steps, recovery, ...said }: Answer<"patch">) {
  return { event: "patch", ...said, steps: [...steps], recovery: recovery && rowsOf(recovery, steps.length) };
}

export function patchTensors({ steps, recovery, tensors }: Answer<"patch">): SavedTensors {
  const found: SavedTensors = new Map([["patch.steps", row(steps)]]);
  if (recovery) found.set("patch.recovery", { shape: [tensors.length, steps.length], dtype: "F32", data: recovery });
  return found;
}
