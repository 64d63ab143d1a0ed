import type { LookStrip } from "../../contracts/inspection/look.ts";
import type { Series } from "../../data/index.ts";
import type { BeginState } from "../../sampling/index.ts";
import type { LayerInput } from "../capture/layerRun.ts";

/** What came, where it is known: one class, symbol or tag a row, −1 where it is not; any of C labels; or K numbers, normalised, NaN where not. */
export type Wanted =
  | { kind: "ids"; ids: Int32Array }
  | { kind: "sets"; sets: (readonly number[] | null)[] }
  | { kind: "numbers"; series: Series; first: number };

/** The transcript of an input that the data have. */
export interface KnownTranscript {
  /** −1 of labels that the network does not have. */
  ids: ArrayLike<number>;
  symbols: string[];
  text: string;
}

/** An input as a network reads it, step by step, and what came. */
export interface Reading {
  strips: LookStrip[];
  /** What the network, or its encoder, reads. */
  input: LayerInput;
  /** Of pairs, what the decoder reads: `<bos>` and the target. */
  targets?: Int32Array;
  /** By row of the predictions; absent where nothing is known. */
  wanted?: Wanted;
  /** What stands beside it, where it is to be transcribed. */
  transcript?: KnownTranscript;
  /** The file of the sound that the steps were made of. */
  sound?: string;
  /** The state that it begins in, of a running text. */
  state?: BeginState;
  /** What is to be said of it. */
  notes: string[];
}
