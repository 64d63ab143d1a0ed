import type { Message } from "../../base/message.ts";
import type { DatasetFacts } from "../../contracts/dataFacts.ts";
import type { CorpusFile, Part } from "./corpus.ts";
import type { Encoding } from "./encoding.ts";
import type { Series } from "./series.ts";

/**
 * Sequences of a part, as stretches of one running store of steps; they may overlap, as windows of a series do. A step is a token,
 * a vector, or both.
 */
export interface Sequences {
  /** N: the first step of each sequence, and how many steps it has, at least 1. */
  starts: Int32Array;
  lengths: Int32Array;
  /** Ids of all steps. */
  tokens?: Int32Array;
  /** F numbers of all steps, one step after the other. */
  vectors?: Float32Array;
  /** The same where they are too many for memory. */
  stored?: StoredVectors;
  /** Of sounds: the absolute path of each sequence's file. */
  sounds?: readonly string[];
}

/** Vectors that stay on disk until a minibatch needs them. */
export interface StoredVectors {
  /** Writes the F numbers of each of so many steps, from one on, which all are of one sequence. */
  read(first: number, steps: number, into: Float32Array): void;
}

/**
 * What is to be predicted of each sequence, or with `perStep` of each step of the store.
 * - "class": one of C classes, by id; −1 counts for nothing
 * - "labels": any of C labels at once, (rows,C) of 0 and 1; with C = 1 a yes or no
 * - "sequences": one sequence of tokens, without `<bos>` and `<eos>`; it may have no steps. In data that are only measured on, −1 stands
 *   for a label that the run does not have
 * - "numbers": K numbers, (rows,K), normalised like the inputs. Of a series the target of a step is the row after it; windows of
 *   validation and test may begin in the part before, and what is theirs to measure comes after the window's last step
 */
export type Targets =
  | { kind: "class"; perStep: boolean; classes: Int32Array }
  | { kind: "labels"; perStep: boolean; sets: Float32Array }
  | { kind: "sequences"; perStep: false; sequences: Sequences & { tokens: Int32Array } }
  | { kind: "numbers"; perStep: boolean; values: Float32Array };

export interface DatasetPart {
  inputs: Sequences;
  targets: Targets;
  /** For messages and predictions: where each sequence stood, a line of a file, counted from 1. */
  origins?: Origins;
  /** Of pairs that are measured: the target of each as it stands in its file. */
  references?: readonly string[];
  /** Of forecasting, one a sequence: which series it is a window of. */
  series?: Int32Array;
}

/** One a sequence: its file's index among `Dataset.files`, and its first line. */
export interface Origins {
  files: Int32Array;
  lines: Int32Array;
}

export type { DatasetFacts };

/** The data of a task that is not one running text. */
export interface Dataset {
  files: CorpusFile[];
  parts: Record<Part, DatasetPart>;
  encoding: Encoding;
  /** Names of the columns of the first file. */
  columns?: readonly string[];
  /** Of forecasting, at least one. */
  series?: readonly Series[];
  facts: DatasetFacts;
  warnings: Message[];
  /** What was left open and chosen, to be said before a training: the delimiter, the columns. */
  notes: Message[];
}

/** Bytes of the numbers of a data set that are in memory: those that are read and those that are predicted. Parts share their stores. */
export function numberBytes({ parts, series = [] }: Dataset): number {
  const stores = Object.values(parts).flatMap(({ inputs, targets }) => [
    inputs.vectors,
    ...(targets.kind === "numbers" ? [targets.values] : []),
  ]);
  const own = series.map(({ values }) => values);
  const distinct = new Set([...stores, ...own].flatMap((store) => (store ? [store.buffer] : [])));
  return [...distinct].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
