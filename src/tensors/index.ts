export { decodeSafetensors } from "./decodeSafetensors.ts";
export { encodeSafetensors } from "./encodeSafetensors.ts";
export { type DType, sizeOf, type Tensor } from "./tensor.ts";
