import { Sampler, Stepper, sampleRows, textPreviews } from "../../sampling/index.ts";
import { SequenceMeasurer } from "../sequences/sequenceMeasurer.ts";
import { sequenceTask } from "../sequences/sequenceTask.ts";

/** The next symbol at each step of an example, which begins with a label or numbers. */
export const generation = sequenceTask({
  measurer: (use) =>
    new SequenceMeasurer(use, ({ loss, count }) => ({ metrics: { perplexity: Math.exp(loss / count) }, report: {} })),
  previews({ config: { sampling }, dataset: { encoding }, sequence: { form }, network, lenders }) {
    const make = (rows: number) => new Stepper({ network, form, lenders }, rows);
    const vocabulary = encoding.target.vocabulary!;
    return textPreviews(new Sampler({ make, vocabulary, direction: "forward", rows: sampleRows(sampling), encoding }));
  },
});
