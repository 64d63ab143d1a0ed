import * as core from "../core/constants.ts";
import { encode, type Operand } from "../graph/kernel.ts";
import { adagradKernel, adamKernel, rmspropKernel, sgdKernel } from "./optimizerKernels.ts";

/** How gradients become steps, with PyTorch's names and meanings; see core/optimizers for the equations. */
export type Optimizer =
  | { name: "sgd"; momentum?: number; dampening?: number; nesterov?: boolean }
  | { name: "rmsprop"; alpha: number; epsilon: number; momentum: number; centered: boolean }
  | { name: "adagrad"; rateDecay: number; initialAccumulator: number; epsilon: number }
  | { name: "adam" | "adamw"; beta1: number; beta2: number; epsilon: number };

export interface UpdateSettings {
  learningRate: number;
  /** Coupled (L2), but for AdamW; none when not given. */
  weightDecay?: number;
  /** Bounds of clipping; 0 = none. */
  clipNorm: number;
  clipValue: number;
  /** Weight of the new parameters in their running average, where one is kept: 1 makes it equal to them. */
  averageWeight?: number;
}

/** Names of what an optimiser remembers of each parameter, each with the parameter's shape. */
export function momentsOf(optimizer: Optimizer): string[] {
  switch (optimizer.name) {
    case "sgd":
      return optimizer.momentum ? ["momentum"] : [];
    case "rmsprop":
      return ["square", ...(optimizer.centered ? ["mean"] : []), ...(optimizer.momentum > 0 ? ["momentum"] : [])];
    case "adagrad":
      return ["sum"];
    default:
      return ["m", "v"];
  }
}

/** What the moments hold before the first step. */
export function firstMoment(optimizer: Optimizer): number {
  return optimizer.name === "adagrad" ? optimizer.initialAccumulator : 0;
}

/** `n` floats of parameters, their gradient, and where the step leaves its numbers. */
interface Stretch {
  p: Operand;
  g: Operand;
  sums: Operand;
  n: number;
}

/** The instruction that updates a stretch; what is remembered of it by the names of `momentsOf`. */
export function updateInstruction(optimizer: Optimizer, stretch: Stretch, moment: (name: string) => Operand): number[] {
  const kept = momentsOf(optimizer);
  const optional = (name: string) => (kept.includes(name) ? moment(name) : undefined);
  switch (optimizer.name) {
    case "sgd":
      return encode(sgdKernel, { ...stretch, m: optional("momentum"), nesterov: optimizer.nesterov });
    case "rmsprop": {
      const moments = { s: moment("square"), a: optional("mean"), b: optional("momentum") };
      return encode(rmspropKernel, { ...stretch, ...moments });
    }
    case "adagrad":
      return encode(adagradKernel, { ...stretch, s: moment("sum") });
    default:
      return encode(adamKernel, { ...stretch, m: moment("m"), v: moment("v") });
  }
}

/** Writes what a step needs into the scalar slots; `step` is 1 at the first. */
export function writeScalars(
  slots: Float32Array,
  optimizer: Optimizer,
  step: number,
  { learningRate, weightDecay = 0, clipValue }: UpdateSettings,
): void {
  const isDecoupled = optimizer.name === "adamw";
  slots[core.SLOT_CLIP_VALUE / 4] = clipValue;
  slots[core.SLOT_DECAY / 4] = isDecoupled ? 0 : weightDecay;
  slots[core.SLOT_SHRINK / 4] = isDecoupled ? 1 - learningRate * weightDecay : 1;
  slots[core.SLOT_RATE / 4] = learningRate;
  switch (optimizer.name) {
    case "sgd":
      slots[core.SLOT_BETA1 / 4] = optimizer.momentum ?? 0;
      // The buffer begins as the first gradient, not as a part of it.
      slots[core.SLOT_COMPLEMENT1 / 4] = step === 1 ? 1 : 1 - (optimizer.dampening ?? 0);
      break;
    case "rmsprop":
      slots[core.SLOT_BETA1 / 4] = optimizer.momentum;
      slots[core.SLOT_BETA2 / 4] = optimizer.alpha;
      slots[core.SLOT_COMPLEMENT2 / 4] = 1 - optimizer.alpha;
      slots[core.SLOT_EPSILON / 4] = optimizer.epsilon;
      break;
    case "adagrad":
      slots[core.SLOT_RATE / 4] = learningRate / (1 + (step - 1) * optimizer.rateDecay);
      slots[core.SLOT_EPSILON / 4] = optimizer.epsilon;
      break;
    default:
      slots[core.SLOT_RATE / 4] = learningRate / (1 - optimizer.beta1 ** step);
      slots[core.SLOT_BETA1 / 4] = optimizer.beta1;
      slots[core.SLOT_COMPLEMENT1 / 4] = 1 - optimizer.beta1;
      slots[core.SLOT_BETA2 / 4] = optimizer.beta2;
      slots[core.SLOT_COMPLEMENT2 / 4] = 1 - optimizer.beta2;
      slots[core.SLOT_CORRECTION2 / 4] = 1 / Math.sqrt(1 - optimizer.beta2 ** step);
      slots[core.SLOT_EPSILON / 4] = optimizer.epsilon;
  }
}
