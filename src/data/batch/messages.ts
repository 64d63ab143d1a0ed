import { didYouMean, messageTable } from "../../base/message.ts";
import { capitalized, count, grouped, listed, quoted } from "../../base/words.ts";

/** Labels that a hint lists. */
const SHOWN = 8;

/** What minibatches say. */
export const says = messageTable("data/batch", {
  damagedCursor: ({ why }: { why: string }) => ({
    code: "damaged-cursor",
    text: `The saved position in the text does not fit: ${why}.`,
    hint: "Start a new run, or resume from another checkpoint.",
  }),
  tooShortToMeasure: ({ tokens }: { tokens: number }) => ({
    code: "too-little-text",
    text: `The text has ${count(tokens, "token")}; one target takes two.`,
    hint: "Choose a longer text.",
  }),
  tooFewSequences: ({ sequences, batchSize }: { sequences: number; batchSize: number }) => ({
    code: "too-little-data",
    text: `The training part has ${count(sequences, "sequence")}, and one minibatch takes training.batchSize = ${batchSize}.`,
    hint:
      sequences > 0
        ? `Lower training.batchSize to at most ${sequences}, or train on more data.`
        : "Train on more data.",
  }),
  /** `rows` and `steps` are the largest of each that the text would fill, 0 where it fills none. */
  tooShortForMinibatch: (of: Record<"tokens" | "batchSize" | "sequenceLength" | "rows" | "steps", number>) => {
    const { tokens, batchSize, sequenceLength, rows, steps } = of;
    const changes = [
      ...(rows >= 1 ? [`lower training.batchSize to at most ${rows}`] : []),
      ...(steps >= 1 ? [`lower training.sequenceLength to at most ${steps}`] : []),
      "train on more text",
    ];
    return {
      code: "too-little-text",
      text: `The training part has ${count(tokens, "token")}, which gives ${count(Math.max(0, tokens - 1), "target")}; one minibatch needs batchSize × sequenceLength = ${grouped(batchSize)} × ${grouped(sequenceLength)} = ${grouped(batchSize * sequenceLength)}.`,
      hint: `${capitalized(listed(changes, "or"))}.`,
    };
  },
  unknownWeight: ({ label, labels, near }: { label: string; labels: readonly string[]; near?: string }) => {
    const shown = labels.slice(0, SHOWN).map((each) => JSON.stringify(each));
    const more = labels.length > SHOWN ? ` and ${labels.length - SHOWN} more` : "";
    return {
      code: "unknown-label",
      text: `training.classWeights names ${quoted(label.slice(0, 100))}, and the data has no such label.`,
      ...didYouMean(near, `The labels are ${listed(shown, "and")}${more}.`),
    };
  },
});
