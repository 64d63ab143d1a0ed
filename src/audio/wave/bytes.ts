/** The bytes of a file, of which any stretch can be read: a file on disk, or what somebody has in memory. */
export interface SoundBytes {
  readonly size: number;
  /** `length` bytes from `at` on, which both lie within the file. What is returned counts until the next call. */
  read(at: number, length: number): Uint8Array;
}

export function bytesInMemory(bytes: Uint8Array): SoundBytes {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** The four characters of a chunk's name, those that are no ASCII as dots. */
export function fourCharacters(bytes: Uint8Array, at = 0): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4)).replace(/[^ -~]/g, ".");
}
