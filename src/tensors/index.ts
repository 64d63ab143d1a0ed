export { decodeSafetensors, readSafetensors } from "./decodeSafetensors.ts";
export { encodeSafetensors, safetensorsParts } from "./encodeSafetensors.ts";
export { isParameter, type Tensor } from "./tensor.ts";
