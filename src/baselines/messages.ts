import { messageTable } from "../base/message.ts";
import { grouped } from "../base/words.ts";

/** What the count-based models say. */
export const says = messageTable("baselines", {
  needsTokens: () => ({ code: "needs-tokens", text: "It counts tokens, and the steps of this data are numbers." }),
  noProbabilities: () => ({
    code: "no-probabilities",
    text: "This model copies the source or a target of training, and gives no probabilities, so it cannot score a target.",
    hint: "Score with a network, and compare what both write.",
  }),
  damagedCounts: ({ name }: { name: string }) => ({
    code: "damaged-checkpoint",
    text: `The checkpoint is damaged: ${name} is missing or does not fit`,
    hint: "Train the model again.",
  }),
  tooManyNgrams: ({ most, length }: { most: number; length: number }) => ({
    code: "too-many-ngrams",
    text: `The text has more than ${grouped(most)} different n-grams up to length ${length}, the most that are counted.`,
    hint: length > 1 ? `Count shorter ones, like "order": ${length - 1}, or train on a part of the text.` : undefined,
  }),
  outOfMemory: ({ grams }: { grams: number }) => ({
    code: "out-of-memory",
    text: `There is not enough memory to count ${grouped(grams)} different n-grams.`,
    hint: 'Close other programs, or count shorter n-grams ("order").',
  }),
});
