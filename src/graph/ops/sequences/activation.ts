import { ACTIVATION_IDENTITY, ACTIVATION_RELU, ACTIVATION_SIGMOID, ACTIVATION_TANH } from "../../../core/constants.ts";
import { sigmoidOf } from "../pointwise/activations.ts";

/** The activations that a scan is told by number: φ, and φ′ in terms of y = φ(x). The name is that of the operation too. */
const activations = {
  tanh: { number: ACTIVATION_TANH, value: Math.tanh, slope: (y: number) => 1 - y * y },
  relu: { number: ACTIVATION_RELU, value: (x: number) => Math.max(x, 0), slope: (y: number) => (y > 0 ? 1 : 0) },
  sigmoid: { number: ACTIVATION_SIGMOID, value: sigmoidOf, slope: (y: number) => y * (1 - y) },
  identity: { number: ACTIVATION_IDENTITY, value: (x: number) => x, slope: () => 1 },
};

export type ActivationName = keyof typeof activations;

/** The activation of that name; tanh where there is none. */
export function activationOf(name: ActivationName = "tanh") {
  return activations[name];
}
