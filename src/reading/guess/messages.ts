import { messageTable } from "../../base/message.ts";
import { grouped } from "../../base/words.ts";

/** Why files suggest no config. */
export const says = messageTable("reading/guess", {
  nothingToPredict: ({ name }: { name: string }) => ({
    code: "nothing-to-learn",
    text: `${name} has no column that a network could predict.`,
    hint: "Choose a table with a column of text and one of labels, or with columns of numbers.",
  }),
  noRows: ({ name }: { name: string }) => ({
    code: "nothing-to-learn",
    text: `${name} has no rows below the names of its columns.`,
    hint: "Choose a file with rows.",
  }),
  seriesOfTwoColumns: ({ name, columns: [one, other] }: { name: string; columns: readonly [string, string] }) => ({
    code: "series-of-two-columns",
    text: `${name} holds several series, and only two columns together, ${JSON.stringify(one)} and ${JSON.stringify(other)}, tell them apart: a config can name only one (data.sequence).`,
    hint: `Add a column to the file that joins the two, such as "1-7" for ${one} 1 and ${other} 7, and choose the file again. Do not sort the rows by time alone: that would mix the series.`,
  }),
  unpaired: ({ files: [one, other], lines: [n, m] }: { files: [string, string]; lines: [number, number] }) => ({
    code: "unpaired-files",
    text: `${one} and ${other} are not paired: one has ${grouped(n)} lines and the other ${grouped(m)}, and line n of one must belong to line n of the other.`,
    hint: "Make both have as many lines, with an empty line where one side is missing, or choose one of the files alone.",
  }),
  otherColumns: ({ name, other }: { name: string; other: string }) => ({
    code: "different-columns",
    text: `${name} and ${other} have different columns.`,
    hint: "Choose files of one kind.",
  }),
  partColumn: ({ name, part }: { name: string; part: string }) => ({
    code: "different-columns",
    text: `By its name ${name} is the data for ${part}, but a column of the training data says which part each row belongs to.`,
    hint: "Leave it out.",
  }),
  noTarget: ({ name, part, target }: { name: string; part: string; target: unknown }) => ({
    code: "different-columns",
    text: `By its name ${name} is the data for ${part}, but it has no column ${JSON.stringify(target)}, which the network predicts.`,
    hint: "Leave it out.",
  }),
  /** `instead` is what to do with a file of that program. */
  notText: ({ name, instead }: { name: string; instead: string }) => ({
    code: "not-text",
    text: `${name} is not plain text.`,
    hint: instead,
  }),
  isFolder: ({ name }: { name: string }) => ({
    code: "not-a-file",
    text: `${name} is a folder.`,
    hint: "Choose a file in it. A folder is read where it has sounds (.wav) with their texts beside them.",
  }),
  notAFile: ({ name }: { name: string }) => ({
    code: "not-a-file",
    text: `${name} is not a regular file.`,
    hint: "Save its text to a file first, and choose that file.",
  }),
  emptyFile: ({ name }: { name: string }) => ({
    code: "empty-file",
    text: `${name} is empty.`,
    hint: "Choose a file that holds data.",
  }),
});
