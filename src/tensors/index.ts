export { decodeSafetensors } from "./decodeSafetensors.ts";
export { encodeSafetensors } from "./encodeSafetensors.ts";
export { isParameter, type Tensor } from "./tensor.ts";
