import { messageTable } from "../base/message.ts";

/** What is said of writing text. */
export const says = messageTable("sampling", {
  noGap: ({ gap }: { gap: string }) => ({
    code: "no-gap",
    text: `This model predicts a symbol from both sides, so the prompt needs a gap, written ${gap}.`,
    advice: { do: "give", option: "prompt", value: `the ${gap} of the ship` },
  }),
});
