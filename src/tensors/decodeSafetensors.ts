import { widenBfloat16, widenFloat16 } from "./halfPrecision.ts";
import { parseHeader, type TensorEntry } from "./safetensorsHeader.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Reads a safetensors file of any origin. The tensors come in the order of their bytes, each in an array of its own, so neither
 * alignment nor the life of `bytes` matters. F16 and BF16 become F32.
 * @param file what the messages call it
 * @param wanted which tensors to read, by name
 * @throws UserError `safetensors-*`, naming the tensor and its offsets, for whatever is wrong with it
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  file = "the safetensors file",
  wanted: (name: string) => boolean = () => true,
): { tensors: Map<string, Tensor>; metadata: Record<string, string> } {
  const { entries, metadata, dataStart } = parseHeader(bytes, file);
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    if (!wanted(entry.name)) continue;
    // A constructor copies whatever it is given; `slice` would not, if this is a Buffer.
    const copy = new Uint8Array(bytes.subarray(dataStart + entry.begin, dataStart + entry.end));
    tensors.set(entry.name, readTensor(entry, copy.buffer));
  }
  return { tensors, metadata };
}

function readTensor({ dtype, shape }: TensorEntry, buffer: ArrayBufferLike): Tensor {
  switch (dtype) {
    case "F64":
      return { shape, dtype, data: new Float64Array(buffer) };
    case "I64":
      return { shape, dtype, data: new BigInt64Array(buffer) };
    case "F32":
      return { shape, dtype, data: new Float32Array(buffer) };
    case "I32":
      return { shape, dtype, data: new Int32Array(buffer) };
    case "U8":
      return { shape, dtype, data: new Uint8Array(buffer) };
    case "F16":
      return { shape, dtype: "F32", data: widenFloat16(new Uint16Array(buffer)) };
    case "BF16":
      return { shape, dtype: "F32", data: widenBfloat16(new Uint16Array(buffer)) };
  }
}
