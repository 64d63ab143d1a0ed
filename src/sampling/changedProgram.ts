import type { Tensor } from "../graph/index.ts";
import type { See } from "../model/index.ts";

/** A program whose cells are changed: how it is built, and what is written before it runs. */
export interface ChangedProgram {
  see: See;
  /** Step 0 of the program is step `first` of the text. */
  write(values: (tensor: Tensor) => Float32Array, first: number): void;
}
