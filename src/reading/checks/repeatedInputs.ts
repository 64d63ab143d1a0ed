import type { DatasetPart, Sequences } from "../../data/encode/dataset.ts";

/**
 * How many sequences of a part are in training too, step for step; of sounds, by their files. Sequences are compared by 53 bits of a hash: among a million,
 * the chance that two different ones pass for the same is about 1 in 10,000. `width` is F, numbers a step. Where a token is
 * `unknown` two sequences that read alike may still differ, so they do not count.
 */
export function repeatedInputs(train: DatasetPart, part: DatasetPart, width: number, unknown?: number): number {
  if (part.inputs.starts.length === 0) return 0;
  const { sounds } = part.inputs;
  if (sounds) {
    const files = new Set(train.inputs.sounds);
    return sounds.filter((path) => files.has(path)).length;
  }
  const known = new Set(hashes(train.inputs, width));
  const { starts, lengths, tokens } = part.inputs;
  const isKnown = (i: number) =>
    !tokens || unknown === undefined || !tokens.subarray(starts[i], starts[i] + lengths[i]).includes(unknown);
  return hashes(part.inputs, width).reduce((sum, hash, i) => sum + (known.has(hash) && isKnown(i) ? 1 : 0), 0);
}

function hashes({ starts, lengths, tokens, vectors }: Sequences, width: number): Float64Array {
  const numbers = vectors && new Int32Array(vectors.buffer, vectors.byteOffset, vectors.length);
  return Float64Array.from(starts, (start, i) => {
    let a = 0x811c9dc5 ^ lengths[i];
    let b = 0x9747b28c;
    const take = (word: number) => {
      a = Math.imul(a ^ word, 0x01000193);
      b = Math.imul(b ^ (word + (a >>> 15)), 0x85ebca6b) ^ (b >>> 13);
    };
    for (let t = start; t < start + lengths[i]; t++) {
      if (tokens) take(tokens[t]);
      for (let f = 0; numbers && f < width; f++) take(numbers[t * width + f]);
    }
    return (a >>> 0) * 2 ** 21 + ((b ^ (b >>> 16)) & 0x1fffff);
  });
}
