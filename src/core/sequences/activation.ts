// The activations that a scan is told by number, and their slopes in terms of their value.
import { ACTIVATION_RELU, ACTIVATION_SIGMOID, ACTIVATION_TANH } from "../constants";
import { sigmoidPoly6, tanhPoly6 } from "../vectorMath";

/** φ(x) of four lanes. */
// @inline
export function activate(activation: i32, x: v128): v128 {
  if (activation === ACTIVATION_TANH) return tanhPoly6(x);
  if (activation === ACTIVATION_RELU) return f32x4.max(x, f32x4.splat(0));
  if (activation === ACTIVATION_SIGMOID) return sigmoidPoly6(x);
  return x;
}

/** φ′(x) of four lanes from y = φ(x). ReLU's is 0 at 0, as in PyTorch. */
// @inline
export function slopeOf(activation: i32, y: v128): v128 {
  const one = f32x4.splat(1);
  if (activation === ACTIVATION_TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (activation === ACTIVATION_RELU) return v128.and(one, f32x4.gt(y, f32x4.splat(0)));
  if (activation === ACTIVATION_SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  return one;
}
