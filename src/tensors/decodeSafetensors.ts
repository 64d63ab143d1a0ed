import { widenBfloat16, widenFloat16 } from "./halfPrecision.ts";
import { headerBytes, parseHeader, type TensorEntry } from "./safetensorsHeader.ts";
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

/**
 * Reads the same from a file, of which it takes the header and the tensors that are wanted, each into an array of its own.
 * @param read gives so many bytes from a place of the file on, in an array that nobody else has
 * @param size bytes of the file
 */
export async function readSafetensors(
  read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>,
  size: number,
  file: string,
  wanted: (name: string) => boolean = () => true,
): Promise<{ tensors: Map<string, Tensor>; metadata: Record<string, string> }> {
  const head = await read(0, headerBytes(await read(0, Math.min(8, size)), file, size));
  const { entries, metadata, dataStart } = parseHeader(head, file, size);
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    if (!wanted(entry.name)) continue;
    const bytes = await read(dataStart + entry.begin, entry.end - entry.begin);
    if (bytes.length < entry.end - entry.begin) throw new Error("it became shorter while it was read");
    tensors.set(entry.name, readTensor(entry, bytes.buffer));
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
