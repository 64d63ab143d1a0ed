import type { Message } from "../../base/message.ts";

/** What a kind of model looks at among the settings, each as far as it is given. */
export interface KindSettings {
  cell?: string;
  /** How many there are. */
  layers?: number;
  units?: number;
  order?: number | null;
  kernel?: number | null;
  smoothing?: "kneser-ney" | "witten-bell" | "none" | null;
  minCount?: number | null;
  season?: number | null;
}

/** How many of what a model that looks back reads or counts. */
export type Counts = Pick<KindSettings, "order" | "kernel" | "smoothing" | "minCount">;

/** What every room may ask of a kind of model, which may be a baseline too. */
export interface KindFacts {
  /** What the schema says of it. */
  about: string;
  /** What the list of baselines says of it. */
  aboutAsBaseline?: string;
  /** What tables, charts and events call it: "lstm 2×128". */
  label(settings: KindSettings): string;
  /**
   * What it counts, where it learns by counting, once, and takes no steps: n-grams of a text, what examples have, the values of a
   * series, or pairs of a source and a target. The other kinds are networks.
   */
  counts?: "ngrams" | "examples" | "series" | "pairs";
  /**
   * Of layers that look back a fixed number of steps: how many steps the one at an index adds up, and how far apart they are. A
   * recurrent network has none, and can remember any number.
   */
  taps?(settings: Counts, layer: number): { count: number; dilation: number };
  /** Of a network without cells: the settings that names and shapes of its parameters do not tell, for files with parameters. */
  form?(settings: Counts): { order?: number; kernel?: number };
  /** What its settings mean together. `report` is told the key of `model` and what is wrong. */
  check?(settings: KindSettings, report: (key: string, said: Message) => void): void;
  /** Keys that only some kinds have, and this one has: `config/support` says of each why the others do not. */
  keys: readonly string[];
}
