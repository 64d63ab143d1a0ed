export { decodeSafetensors } from "./decodeSafetensors.ts";
export { encodeSafetensors } from "./encodeSafetensors.ts";
export type { Tensor } from "./tensor.ts";
