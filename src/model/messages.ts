import { messageTable } from "../base/message.ts";

/** What is said of a network while it is built. */
export const says = messageTable("model", {
  unknownParameter: ({ pattern, known }: { pattern: string; known: readonly string[] }) => ({
    code: "unknown-parameter",
    text: `model.freeze names ${JSON.stringify(pattern)}, and this network has no such parameter`,
    hint: `Its parameters are ${known.join(", ")}.`,
  }),
  nothingToTrain: () => ({
    code: "nothing-to-train",
    text: "model.freeze leaves no parameter to train",
    hint: "Take one out of it.",
  }),
});
