import { messageTable } from "../base/message.ts";
import { quoted } from "../base/words.ts";

/** What is said of a network while it is built. */
export const says = messageTable("model", {
  unknownParameter: ({ pattern, known, near }: { pattern: string; known: readonly string[]; near?: string }) => ({
    code: "unknown-parameter",
    text: `model.freeze names ${quoted(pattern)}, and this network has no such parameter.`,
    hint: `${near === undefined ? "" : `Did you mean ${quoted(near)}? `}Its parameters are ${known.join(", ")}.`,
    suggestions: near === undefined ? undefined : [near],
    value: pattern,
  }),
  nothingToTrain: () => ({
    code: "nothing-to-train",
    text: "model.freeze leaves no parameter to train.",
    hint: "Take one out of it.",
  }),
});
