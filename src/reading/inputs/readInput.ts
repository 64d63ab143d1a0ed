import type { Place } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { NewInput } from "../../data/encode/encodedInput.ts";

/** An input as it stands in a file. */
export interface ReadInput {
  /** Where it begins, 1-based. */
  line: number;
  /** What is shown of it. */
  text: string;
  input: NewInput;
  /** The label, or the tags, that stand beside it; undefined where there are none. */
  answer?: Cell;
  /** The file of the sound, where it is one: its input then has what the sound becomes in the place of the path. */
  sound?: { path: string; seconds: number; rate: number };
  place(column: string, item?: number): Place;
}
