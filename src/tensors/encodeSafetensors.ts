import { arrayOf, sizeOf, type Tensor } from "./tensor.ts";

/**
 * Writes the safetensors format: the header's length in 8 bytes, little-endian, a JSON header, the tensors' bytes without holes.
 * The header is padded with spaces and the widest types come first, so every tensor lies at a multiple of its element's size.
 * Within a width the order is the map's.
 * What it cannot write is a mistake of the caller: it throws a plain TypeError.
 * Source: https://huggingface.co/docs/safetensors (format)
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const parts = safetensorsParts(tensors, metadata);
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** The same bytes, one part after the other: the header, and the tensors where they lie. */
export function safetensorsParts(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array[] {
  const placed = [...tensors].sort((a, b) => b[1].data.BYTES_PER_ELEMENT - a[1].data.BYTES_PER_ELEMENT);
  // Built from [key, value] pairs of text: an object would move names that look like numbers to the front.
  const entries: string[] = [];
  const annotations = Object.entries(metadata);
  if (annotations.length > 0) {
    for (const [key, value] of annotations) checkText(key, value);
    entries.push(`"__metadata__":${JSON.stringify(metadata)}`);
  }
  let end = 0;
  for (const [name, tensor] of placed) {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const header = new TextEncoder().encode(`{${entries.join(",")}}`);
  const dataStart = 8 + Math.ceil(header.length / 8) * 8;
  const head = new Uint8Array(dataStart).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(dataStart - 8), true);
  head.set(header, 8);
  return [head, ...placed.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

function checkTensor(name: string, { shape, dtype, data }: Tensor): void {
  if (name === "__metadata__" || name === "__proto__") throw new TypeError(`a tensor cannot be called ${name}`);
  checkText(name);
  if (!(data instanceof arrayOf[dtype])) throw new TypeError(`${name}: ${dtype} is not the type of its array`);
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0) || sizeOf(shape) !== data.length) {
    throw new TypeError(`${name}: shape [${shape}] does not hold ${data.length} elements`);
  }
}

/** Half a surrogate pair has no UTF-8; other readers refuse the whole file for it. */
function checkText(...texts: string[]): void {
  for (const text of texts) {
    if (typeof text !== "string" || !text.isWellFormed()) throw new TypeError(`not text: ${JSON.stringify(text)}`);
  }
}
