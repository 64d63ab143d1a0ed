import { messageTable } from "../../base/message.ts";
import { listed, quoted } from "../../base/words.ts";

/** Columns that a message lists. */
const SHOWN = 12;

/** What is said of files with new inputs. */
export const says = messageTable("reading/inputs", {
  otherColumns: ({ name, columns, known }: { name: string; columns: readonly string[]; known: readonly string[] }) => ({
    code: "changed-columns",
    text: `${name} has columns ${listed(columns.slice(0, SHOWN).map(quoted), "and")}, and the training file had ${listed(known.map(quoted), "and")}.`,
    hint: "Give it the same columns in the same order, or only those that the model reads.",
  }),
  notJson: ({ line, columns }: { line: number; columns: readonly string[] }) => ({
    code: "bad-json",
    text: `Line ${line} begins with a brace and is not JSON.`,
    hint: `An object of columns is written {${columns.map((column) => `${JSON.stringify(column)}: …`).join(", ")}}.`,
  }),
});
