import { classificationMetrics } from "./classification.ts";
import { labelMetrics } from "./labels.ts";
import type { Measured } from "./report.ts";
import { taggingMetrics } from "./tagging.ts";

/** Answers about labels that were given, beside the truth: of classes `predicted`, of labels `probabilities`. */
export interface LabelledAnswers {
  /** One class of several, or any number of labels. */
  kind: "class" | "labels";
  /** An answer at each step, which is a tag; otherwise one for the sequence. */
  perStep: boolean;
  /** Names of the classes or labels, by id. */
  labels: readonly string[];
  /** Of ordered classes, the number that each stands for. */
  values?: readonly number[];
  /** Steps of each sequence. */
  lengths: ArrayLike<number>;
  /** (rows): of classes, the likeliest, the true one, and the probability of the likeliest. */
  predicted: ArrayLike<number>;
  actual: ArrayLike<number>;
  confidence: ArrayLike<number>;
  /** (rows,C): of labels, their probabilities, and 0 or 1. */
  probabilities: ArrayLike<number>;
  actualValues: ArrayLike<number>;
}

/** The metrics of classes, of tags, or of labels that are each a yes or no of their own. */
export function labelledMetrics(answers: LabelledAnswers): Measured {
  const { kind, perStep, labels, values, lengths, predicted, actual, confidence } = answers;
  if (kind === "labels") {
    return labelMetrics({ probabilities: answers.probabilities, actual: answers.actualValues, labels });
  }
  if (perStep) return taggingMetrics({ predicted, actual, lengths, labels });
  return classificationMetrics({ predicted, actual, labels, confidence, values });
}
