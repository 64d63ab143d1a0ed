import type { Part } from "./corpus.ts";

export function eachPart<T>(of: (part: Part) => T): Record<Part, T> {
  return { train: of("train"), validation: of("validation"), test: of("test") };
}
