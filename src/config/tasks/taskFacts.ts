import type { FigureName } from "../../base/metrics.ts";
import type { BaselineName } from "../kinds/index.ts";

export type LabelKind = "one" | "several" | "ordered" | "binary";

/** The settings on which it depends what a task measures; any of them may be missing. */
export interface FigureSettings {
  data?: {
    unit?: "character" | "word" | "item";
    direction?: "forward" | "backward" | "cloze";
    labels?: LabelKind | null;
    target?: string | readonly string[] | null;
    targetUnit?: "character" | "word" | null;
  };
}

/** Steps that one minibatch unrolls of a stream that never ends, and the greatest length of sequences that do, unless a config says so. */
export const USUAL_LENGTH = { window: 50, whole: 1000, recording: 3000 } as const;

/** What every room may ask of a task. How a task is read, trained and measured stands in other rooms, which ask these facts. */
export interface TaskFacts {
  /** What the schema says of it. */
  about: string;
  /**
   * What it learns from: one running text, examples that are sequences of their own, pairs of a sequence that is read and one that
   * is written, or series of rows with numbers.
   */
  reads: "text" | "examples" | "pairs" | "series";
  /** What it predicts: the next symbol, labels, the numbers of the next row, or labels whose places nobody has said. */
  predicts: "symbols" | "labels" | "numbers" | "transcript";
  /** Whether there is one answer for each step; otherwise there is one for each example. */
  answersPerStep: boolean;
  /** Whether it writes text, which is sampled; otherwise it answers about examples that are given. */
  writesText: boolean;
  /** What `data.input` is: nothing, the steps that are read, or what a text that is written starts from. */
  input: "none" | "steps" | "start";
  /** What a file is where neither its ending nor its first lines tell. */
  usualFormat: "text" | "conll" | "table";
  /** What `training.sequenceLength` is where it is null; rows of tags that nothing divides into sequences have their own. */
  usualLength: number;
  /** The values of `data.labels` that it knows. */
  labels: readonly LabelKind[];
  /** The baselines it can be compared with, and so the kinds of model it may have beside a recurrent network. */
  baselines: readonly BaselineName[];
  /** Keys that only some tasks have, and this one has: `config/support.ts` says of each why the others do not. */
  keys: readonly string[];
  /** What it measures beside the loss; figures of entities only where tags mark any. */
  figures(settings: FigureSettings): readonly FigureName[];
}

/** Whether it gives each step of an example a label of its own, a tag. */
export function tagsSteps({ predicts, answersPerStep }: TaskFacts): boolean {
  return predicts === "labels" && answersPerStep;
}

/** Whether it gives a whole example a sequence of its own length: a target that is written, or a transcript. */
export function hasTargets({ reads, predicts }: Pick<TaskFacts, "reads" | "predicts">): boolean {
  return reads === "pairs" || predicts === "transcript";
}

/** How files with columns are read. */
export const COLUMN_KEYS = [
  ...["data.format", "data.delimiter", "data.quote", "data.header"],
  ...["data.input", "data.target"],
] as const;

/** How text becomes symbols. */
export const SYMBOL_KEYS = [
  ...["data.unit", "data.lowercase", "data.vocabulary.size", "data.vocabulary.minFrequency"],
  ...["model.embedding", "training.labelSmoothing"],
] as const;

/** How symbols are chosen that are written. */
export const CHOOSING_KEYS = [
  ...["sampling.length", "sampling.temperature", "sampling.topK", "sampling.topP"],
  ...["sampling.distinct", "sampling.beam"],
] as const;

/** How text is written that continues a beginning. */
export const WRITING_KEYS = [...CHOOSING_KEYS, "sampling.prompt", "sampling.stop"] as const;

/** Figures of labels where each is a yes or no of its own. */
export const OF_LABELS = {
  several: ["exactMatch", "precision", "recall", "microF1", "macroF1"],
  binary: ["accuracy", "precision", "recall", "f1"],
} as const;
