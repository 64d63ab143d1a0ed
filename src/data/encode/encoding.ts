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

/** What a network reads. */
export interface SourceEncoding {
  /** The columns that are read. */
  inputs: InputColumn[];
  /** What tokens mean; absent where steps are vectors alone. */
  vocabulary?: Vocabulary;
  /** How many tokens of the training are `<unk>`; none where steps are vectors alone. */
  unknownInTraining?: number;
  /** How text becomes tokens: cut by the vocabulary's unit, divided at white space, or one token a row, as it stands. */
  cutting: "cut" | "spaces" | "whole";
  /** F: the columns of a step's vector; empty where steps are tokens alone. */
  features: Normalization[];
  /** The column that says which rows are one sequence, where the config leaves open that there is one. */
  sequence?: string;
}

/** What a network predicts: labels, symbols of a vocabulary, or numbers. */
export interface TargetEncoding {
  /** The column where it stands; null where several do, or none. */
  column: string | null;
  /** C: classes, labels or tags by id. */
  labels: string[];
  /** Of ordered labels, the number that each stands for. */
  values?: number[];
  /** Of binary labels, what the answer no is called; `labels` then has one, the answer yes. */
  negative?: string;
  /** Where examples are written, what their symbols mean. A network that reads what it wrote has the source's vocabulary here. */
  vocabulary?: Vocabulary;
  /** Labels that an example may start with, where examples are written. */
  prompts?: string[];
  /** K: the columns that are predicted, where numbers are. */
  numbers: Normalization[];
  /** Of a series, the in-sample naive error of each of those, in the units of the file: what MASE is measured in, on any data. */
  naive?: number[];
}

/**
 * How what stands in files becomes what the network reads and predicts, and back: all that a run needs to be used without its
 * data. It is the run's `vocabulary.json`; of a running text that holds the vocabulary alone.
 */
export interface Encoding {
  source: SourceEncoding;
  target: TargetEncoding;
  /** Of several series (`data.sequence`), how each is normalised on both sides; what the sides have is of all series. */
  series?: SeriesEncoding[];
  /** How the files of the training were read, and others are; runs of earlier versions have none, and each file says it anew. */
  reading?: FileForm;
}

/** The file has one level, and what its keys are called since the first version; their order is held too. */
export function encodingToJSON({ source, target, series, reading }: Encoding) {
  const { vocabulary, unknownInTraining, features, inputs, sequence, cutting } = source;
  const { column, labels, values, negative, prompts, numbers, naive } = target;
  const both = { features, labels, values, negative, inputs, target: column, sequence, cutting, targets: numbers };
  // The vocabulary has prompts of its own, which are symbols.
  const all = {
    ...vocabulary?.toJSON(),
    version: 1,
    ...both,
    naive,
    series,
    reading,
    unknownInTraining,
    starts: prompts,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Fails with a UserError where the vocabulary is damaged; what else a task needs, it checks itself. */
export function encodingFromJSON(json: unknown): Encoding {
  const given = (json ?? {}) as Record<string, unknown>;
  const list = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : []);
  const { cutting } = given;
  const reading = formFromJSON(given.reading);
  const vocabulary = given.symbols ? Vocabulary.fromJSON(json) : undefined;
  const labels = list<string>(given.labels);
  const numbers = list<Normalization>(given.targets);
  return {
    source: {
      inputs: list(given.inputs),
      ...(vocabulary && { vocabulary }),
      ...(typeof given.unknownInTraining === "number" ? { unknownInTraining: given.unknownInTraining } : {}),
      cutting: cutting === "spaces" || cutting === "whole" ? cutting : "cut",
      features: list(given.features),
      ...(typeof given.sequence === "string" ? { sequence: given.sequence } : {}),
    },
    target: {
      column: typeof given.target === "string" ? given.target : null,
      labels,
      ...(Array.isArray(given.values) ? { values: given.values as number[] } : {}),
      ...(typeof given.negative === "string" ? { negative: given.negative } : {}),
      ...(vocabulary && labels.length + numbers.length === 0 ? { vocabulary } : {}),
      ...(Array.isArray(given.starts) ? { prompts: given.starts as string[] } : {}),
      numbers,
      ...(Array.isArray(given.naive) ? { naive: given.naive as number[] } : {}),
    },
    ...(Array.isArray(given.series) ? { series: given.series as SeriesEncoding[] } : {}),
    ...(reading && { reading }),
  };
}
