import { Vocabulary } from "../text/vocabulary.ts";
import { type FileForm, formFromJSON } from "./fileForm.ts";

/** How numbers of a series become what the network reads: x ↦ (x − mean) / scale, after differencing where that is asked for. */
export interface Normalization {
  column: string;
  mean: number;
  scale: number;
}

/** How one of several series is normalised, and in what its errors are measured. */
export interface SeriesEncoding {
  name: string;
  features: Normalization[];
  targets: Normalization[];
  naive: number[];
}

/** A column that is read, and what it holds. */
export interface InputColumn {
  column: string;
  kind: "text" | "numbers";
}

/**
 * How what stands in files becomes what the network reads and predicts, and back: all that a run needs to be used without its
 * data. It is the run's `vocabulary.json`; of a running text that holds the vocabulary alone.
 */
export interface Encoding {
  /** What tokens mean; absent where steps are vectors alone. */
  vocabulary?: Vocabulary;
  /** How many tokens of the training are `<unk>`; none where steps are vectors alone. */
  unknownInTraining?: number;
  /** F: the columns of a step's vector; empty where steps are tokens alone. */
  features: Normalization[];
  /** C: classes, labels or tags by id; empty where numbers or symbols of the vocabulary are predicted. */
  labels: string[];
  /** Of ordered labels, the number that each stands for. */
  values?: number[];
  /** Of binary labels, what the answer no is called; `labels` then has one, the answer yes. */
  negative?: string;
  /** Labels that an example may start with, where examples are written. */
  prompts?: string[];
  /** The columns that are read, and where labels stand; a config may leave open which. */
  inputs: InputColumn[];
  target: string | null;
  /** The column that says which rows are one sequence, where the config leaves open that there is one. */
  sequence?: string;
  /** How text becomes tokens: cut by the vocabulary's unit, divided at white space, or one token a row, as it stands. */
  cutting: "cut" | "spaces" | "whole";
  /** K: the columns that are predicted, where numbers are. */
  targets: Normalization[];
  /** Of a series, the in-sample naive error of each of those, in the units of the file: what MASE is measured in, on any data. */
  naive?: number[];
  /** Of several series (`data.sequence`), how each is normalised, and its naive errors; `features` and `targets` are those of all. */
  series?: SeriesEncoding[];
  /** How the files of the training were read, and others are; runs of earlier versions have none, and each file says it anew. */
  reading?: FileForm;
}

export function encodingToJSON({ vocabulary, prompts: starts, ...rest }: Encoding) {
  // The vocabulary has prompts of its own, which are symbols.
  return { ...vocabulary?.toJSON(), version: 1, ...rest, ...(starts && { starts }) };
}

/** Fails with a UserError where the vocabulary is damaged; what else a task needs, it checks itself. */
export function encodingFromJSON(json: unknown): Encoding {
  const given = (json ?? {}) as Record<string, unknown>;
  const list = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : []);
  const { cutting } = given;
  const reading = formFromJSON(given.reading);
  return {
    ...(given.symbols ? { vocabulary: Vocabulary.fromJSON(json) } : {}),
    ...(typeof given.unknownInTraining === "number" ? { unknownInTraining: given.unknownInTraining } : {}),
    features: list(given.features),
    labels: list(given.labels),
    ...(Array.isArray(given.values) ? { values: given.values as number[] } : {}),
    ...(typeof given.negative === "string" ? { negative: given.negative } : {}),
    ...(Array.isArray(given.naive) ? { naive: given.naive as number[] } : {}),
    ...(Array.isArray(given.series) ? { series: given.series as SeriesEncoding[] } : {}),
    ...(Array.isArray(given.starts) ? { prompts: given.starts as string[] } : {}),
    inputs: list(given.inputs),
    target: typeof given.target === "string" ? given.target : null,
    ...(typeof given.sequence === "string" ? { sequence: given.sequence } : {}),
    cutting: cutting === "spaces" || cutting === "whole" ? cutting : "cut",
    targets: list(given.targets),
    ...(reading && { reading }),
  };
}
