import { Random } from "../../base/random.ts";
import type { Config } from "../../config/index.ts";
import type { Part } from "../../data/encode/corpus.ts";
import { eachPart, PARTS } from "../../data/encode/corpus.ts";

/**
 * Which sequences each part has, in the order of the files. Of those that no file and no column puts into another part, the fractions
 * of the config take ⌊fraction × N⌋ for test and for validation, drawn by the seed: neighbours in a file are often alike.
 */
export function splitExamples(parts: Uint8Array, { data, training }: Config): Record<Part, Int32Array> {
  const own = PARTS.map((_, part) => indicesOf(parts, part));
  const [train] = own;
  const take = (fraction: Config["data"]["test"]) =>
    typeof fraction === "number" && data.partition === null ? Math.floor(fraction * train.length) : 0;
  const [validation, test] = [take(data.validation), take(data.test)];
  if (validation + test === 0) return byName(own);
  const shuffled = shuffle(train, training.seed);
  const drawn = [
    shuffled.subarray(validation + test),
    shuffled.subarray(test, validation + test),
    shuffled.subarray(0, test),
  ];
  return byName(drawn.map((indices, part) => (part > 0 && indices.length === 0 ? own[part] : indices.slice().sort())));
}

/** The same of some sequences alone, which are given in their order. */
export function splitKept(kept: Int32Array, parts: Uint8Array, config: Config): Record<Part, Int32Array> {
  const among = splitExamples(
    Uint8Array.from(kept, (i) => parts[i]),
    config,
  );
  return eachPart((part) => among[part].map((i) => kept[i]));
}

function byName([train, validation, test]: Int32Array[]): Record<Part, Int32Array> {
  return { train, validation, test };
}

function indicesOf(parts: Uint8Array, part: number): Int32Array {
  const indices: number[] = [];
  for (const [i, of] of parts.entries()) if (of === part) indices.push(i);
  return Int32Array.from(indices);
}

/** Fisher and Yates, on a stream of its own: other uses of the seed do not move it. */
function shuffle(indices: Int32Array, seed: number): Int32Array {
  const random = Random.seeded(seed, "split");
  const shuffled = indices.slice();
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random.nextInt(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled;
}
