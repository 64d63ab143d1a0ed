// Answers of an inspection as JSON: typed arrays become text and come back as they were.

type Packed = { floats: string } | { integers: string };

export function pack(answer: unknown): string {
  return JSON.stringify(answer, (_, value) => {
    if (value instanceof Float32Array) return { floats: bytesText(value) };
    if (value instanceof Int32Array) return { integers: bytesText(value) };
    return value;
  });
}

export function unpack(text: string): unknown {
  return JSON.parse(text, (_, value: Packed | null) => {
    if (value === null || typeof value !== "object") return value;
    if ("floats" in value && typeof value.floats === "string") return new Float32Array(bytesOf(value.floats));
    if ("integers" in value && typeof value.integers === "string") return new Int32Array(bytesOf(value.integers));
    return value;
  });
}

function bytesText({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function bytesOf(text: string): ArrayBuffer {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes.buffer;
}
