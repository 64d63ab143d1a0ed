/**
 * The arrays of an answer that its thread does not need any more: of a tensor, and of a sound. They are handed over, not copied; what else
 * is answered is small.
 */
export function handedOver(data: unknown): ArrayBuffer[] {
  const { r: result } = data as { r?: { answer?: object } };
  const { values, shape, samples, decibels } = (result?.answer ?? result ?? {}) as Record<string, unknown>;
  const arrays = [...(shape === undefined ? [] : [values]), samples, decibels];
  return arrays.flatMap((array) => (array instanceof Float32Array ? [array.buffer as ArrayBuffer] : []));
}
