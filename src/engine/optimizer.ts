import * as op from "../core/opcodes.ts";

/** How gradients become steps, with PyTorch's names and meanings; see core/optimizers.ts for the equations. */
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

type Operand = readonly [segment: number, offset: number];

const ABSENT: Operand = [op.NO_SEGMENT, 0];

/** The instruction that updates `count` floats; operands by the names of `momentsOf`. */
export function updateInstruction(
  optimizer: Optimizer,
  parameter: Operand,
  gradient: Operand,
  moment: (name: string) => Operand,
  tally: Operand,
  count: number,
): number[] {
  const kept = momentsOf(optimizer);
  const optional = (name: string) => (kept.includes(name) ? moment(name) : ABSENT);
  const both = [...parameter, ...gradient];
  switch (optimizer.name) {
    case "sgd":
      return [op.OP_SGD, 12, ...both, ...optional("momentum"), ...tally, count, optimizer.nesterov ? 1 : 0];
    case "rmsprop": {
      const moments = [...moment("square"), ...optional("mean"), ...optional("momentum")];
      return [op.OP_RMSPROP, 15, ...both, ...moments, ...tally, count];
    }
    case "adagrad":
      return [op.OP_ADAGRAD, 11, ...both, ...moment("sum"), ...tally, count];
    default:
      return [op.OP_ADAM, 13, ...both, ...moment("m"), ...moment("v"), ...tally, count];
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
  slots[op.SLOT_CLIP_VALUE / 4] = clipValue;
  slots[op.SLOT_DECAY / 4] = isDecoupled ? 0 : weightDecay;
  slots[op.SLOT_SHRINK / 4] = isDecoupled ? 1 - learningRate * weightDecay : 1;
  slots[op.SLOT_RATE / 4] = learningRate;
  switch (optimizer.name) {
    case "sgd":
      slots[op.SLOT_BETA1 / 4] = optimizer.momentum ?? 0;
      // The buffer begins as the first gradient, not as a part of it.
      slots[op.SLOT_COMPLEMENT1 / 4] = step === 1 ? 1 : 1 - (optimizer.dampening ?? 0);
      break;
    case "rmsprop":
      slots[op.SLOT_BETA1 / 4] = optimizer.momentum;
      slots[op.SLOT_BETA2 / 4] = optimizer.alpha;
      slots[op.SLOT_COMPLEMENT2 / 4] = 1 - optimizer.alpha;
      slots[op.SLOT_EPSILON / 4] = optimizer.epsilon;
      break;
    case "adagrad":
      slots[op.SLOT_RATE / 4] = learningRate / (1 + (step - 1) * optimizer.rateDecay);
      slots[op.SLOT_EPSILON / 4] = optimizer.epsilon;
      break;
    default:
      slots[op.SLOT_RATE / 4] = learningRate / (1 - optimizer.beta1 ** step);
      slots[op.SLOT_BETA1 / 4] = optimizer.beta1;
      slots[op.SLOT_COMPLEMENT1 / 4] = 1 - optimizer.beta1;
      slots[op.SLOT_BETA2 / 4] = optimizer.beta2;
      slots[op.SLOT_COMPLEMENT2 / 4] = 1 - optimizer.beta2;
      slots[op.SLOT_CORRECTION2 / 4] = 1 / Math.sqrt(1 - optimizer.beta2 ** step);
      slots[op.SLOT_EPSILON / 4] = optimizer.epsilon;
  }
}
