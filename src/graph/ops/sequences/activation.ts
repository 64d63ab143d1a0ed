import * as op from "../../../core/opcodes.ts";
import { sigmoidOf } from "../pointwise/arithmetic.ts";

/** The activations that a scan is told by number: φ, and φ′ in terms of y = φ(x). The name is that of the operation too. */
const activations = {
  tanh: { number: op.ACTIVATION_TANH, value: Math.tanh, slope: (y: number) => 1 - y * y },
  relu: { number: op.ACTIVATION_RELU, value: (x: number) => Math.max(x, 0), slope: (y: number) => (y > 0 ? 1 : 0) },
  sigmoid: { number: op.ACTIVATION_SIGMOID, value: sigmoidOf, slope: (y: number) => y * (1 - y) },
  identity: { number: op.ACTIVATION_IDENTITY, value: (x: number) => x, slope: () => 1 },
};

export type ActivationName = keyof typeof activations;

/** The activation of that name; tanh where there is none. */
export function activationOf(name: ActivationName = "tanh") {
  return activations[name];
}
