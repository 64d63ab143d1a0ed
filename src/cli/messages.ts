import { messageTable } from "../base/message.ts";

/** What only the command line says. */
export const says = messageTable("cli", {
  /** Of a command that was called wrongly: the words are the command's own. */
  usage: ({ text, hint }: { text: string; hint?: string }) => ({ code: "usage", text, hint }),
  nothingInside: ({ name, noun }: { name: string; noun: string }) => ({
    code: "empty-file",
    text: `There is no ${noun} in ${name}.`,
    hint: "Choose a file with text.",
  }),
  exists: ({ path }: { path: string }) => ({
    code: "exists",
    text: `${path} already exists`,
    hint: "Nothing was written. Choose another folder.",
  }),
  notWritten: ({ what, why }: { what: string; why: string }) => ({
    code: "not-written",
    text: `${what} could not be written: ${why}`,
  }),
});
