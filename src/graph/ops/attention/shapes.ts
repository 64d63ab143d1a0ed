import type { Tensor } from "../../tensor.ts";
import { needLengths } from "../sequences/sequence.ts";
import { mismatch, sequenceDimensions } from "../shapes.ts";

/** Sizes of what stands over a source: U steps that ask, B rows, T steps of the source. */
export interface AttentionSizes {
  U: number;
  B: number;
  T: number;
}

/** Those of `asking` (U,B,·), or of one step of it (B,·), over `source` (T,B,·) with the lengths (B) of its sequences. */
export function attentionSizes(op: string, asking: Tensor, source: Tensor, lengths: Tensor): AttentionSizes {
  needLengths(op, source, lengths);
  const [U, B] = sequenceDimensions(asking);
  const [T, rows] = sequenceDimensions(source);
  if (rows !== B) mismatch(op, asking, source, `both need ${B} rows`);
  return { U, B, T };
}
