import { shownExamples } from "../../data/index.ts";
import { chooseExamples, labelledMetrics, type Measured } from "../../metrics/index.ts";
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
  const answered = {
    ...{ kind: kind === "labels" ? kind : ("class" as const), perStep, labels, values, lengths },
    ...{ predicted, actual, confidence, probabilities: answers.values, actualValues },
  };
  const { metrics, report } = labelledMetrics(answered);
  const examples = shownExamples(part, dataset.encoding, answered, chooseExamples(answered));
  return { metrics, report: { ...report, examples } };
}
