import { messageTable } from "../base/message.ts";

/** What is said of a template's options. */
export const says = messageTable("templates", {
  noOption: ({ template, option, known }: { template: string; option: string; known: readonly string[] }) => ({
    code: "usage",
    text: `The template ${template} has no option ${option}.`,
    hint: known.length > 0 ? `It knows ${known.join(", ")}.` : "It has no options: leave it out.",
  }),
  badDistance: ({ most }: { most: number }) => ({
    code: "usage",
    text: `The distance must be a whole number from 0 to ${most}.`,
    hint: "It counts the words between a subject and its verb.",
  }),
});
