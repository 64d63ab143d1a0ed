import { Vocabulary } from "./vocabulary.ts";

/** How numbers of a series become what the network reads: x ↦ (x − mean) / scale, after differencing where that is asked for. */
export interface Normalization {
  column: string;
  mean: number;
  scale: number;
}

/**
 * How what stands in files becomes what the network reads and predicts, and back: all that a run needs to be used without its
 * data. It is the run's `vocabulary.json`; of a running text that holds the vocabulary alone.
 */
export interface Encoding {
  /** What tokens mean; absent where steps are vectors alone. */
  vocabulary?: Vocabulary;
  /** F: the columns of a step's vector; empty where steps are tokens alone. */
  features: Normalization[];
  /** C: classes, labels or tags by id; empty where numbers or symbols of the vocabulary are predicted. */
  labels: string[];
  /** Of ordered labels, the number that each stands for. */
  values?: number[];
  /** K: the columns that are predicted, where numbers are. */
  targets: Normalization[];
}

export function encodingToJSON({ vocabulary, ...rest }: Encoding) {
  return { ...vocabulary?.toJSON(), version: 1, ...rest };
}

/** Fails with a UserError where the vocabulary is damaged; what else a task needs, it checks itself. */
export function encodingFromJSON(json: unknown): Encoding {
  const { symbols, features, labels, values, targets } = (json ?? {}) as Record<string, unknown>;
  const list = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : []);
  return {
    ...(symbols ? { vocabulary: Vocabulary.fromJSON(json) } : {}),
    features: list(features),
    labels: list(labels),
    ...(Array.isArray(values) ? { values: values as number[] } : {}),
    targets: list(targets),
  };
}
