import { labelledMetrics, type Measured } from "../../metrics/index.ts";
import type { Answers } from "./answers.ts";
import { ExamplePreviews } from "./examplePreviews.ts";
import { SequenceMeasurer } from "./sequenceMeasurer.ts";
import type { SequenceBehaviour, SequenceUse } from "./sequenceTask.ts";

/** Answers with classes, tags or labels, and shows examples of the data beside them. */
export const labelled: SequenceBehaviour = {
  measurer: (use) => new SequenceMeasurer(use, (answers) => metricsOf(use, answers)),
  previews: (use) => new ExamplePreviews(use),
};

function metricsOf({ dataset, part }: SequenceUse, answers: Answers): Measured {
  const { labels, values } = dataset.encoding.target;
  const { predicted, actual, confidence, lengths, actualValues } = answers;
  const { kind, perStep } = part.targets;
  return labelledMetrics({
    ...{ kind: kind === "labels" ? kind : "class", perStep, labels, values, lengths },
    ...{ predicted, actual, confidence, probabilities: answers.values, actualValues },
  });
}
