import type { Config } from "../config/index.ts";
import type { Graph, Tensor } from "../graph/index.ts";
import type { Cell, CellSettings, StateShape } from "./cell.ts";
import type { See } from "./stepView.ts";

/** What of a config makes the network; what is absent is as the schema's default says. */
export interface ModelOptions extends CellSettings {
  /** How many, or the settings of each. */
  layers: Config["model"]["layers"];
  /** E, 0 for one-hot input. */
  embedding: number;
  /** Probability that an element between two recurrent layers is dropped. */
  dropout: number;
  /** Where a sequence starts: from zero, or from parameters. */
  initialState?: "zero" | "learned";
  /** Each symbol is predicted from those before and those after it, by two stacks, instead of the next one from those before. */
  cloze?: boolean;
}

/** One layer of a stack. */
export interface StackLayer {
  /** From 0, counted from the input. */
  index: number;
  settings: CellSettings;
  cell: Cell;
  /** What a parameter is called in files, from its short name. */
  parameterName(short: string, reverse: boolean): string;
  /** Ends the names of tensors and begins those of its states: "l0", "decoder.l0". */
  suffix: string;
  /** The first number of its masks: `index`, and beyond all layers of the encoder in a decoder. */
  firstMask: number;
}

/** What all layers of a stack share while they are built. */
export interface StackBuild {
  graph: Graph;
  /** B, rows. */
  B: number;
  /** Lengths of the sequences (B), where they end before the minibatch does. */
  lengths?: Tensor;
  /** The definition of every cell, step by step, instead of its fused form. */
  unrolled: boolean;
  /** Whether masks are drawn: in training. */
  drawing: boolean;
  /** Initial states are parameters instead of zero. */
  learnsInitialState: boolean;
  /** Where a state (B,width) starts, where states are not carried from step to step. */
  start?(layer: StackLayer, state: StateShape, suffix: string): Tensor;
  /** Who looks inside; then every cell runs by its definition. */
  see?: See;
}
