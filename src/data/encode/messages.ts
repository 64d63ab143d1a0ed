import { didYouMean, messageTable } from "../../base/message.ts";
import { count, grouped, listed } from "../../base/words.ts";
import { type Cell, isEmptyCell } from "./cells.ts";
import { numberAdvice } from "./numberCells.ts";

/** Labels that a message lists. */
const SHOWN = 12;

/** What is said of values that do not fit what a network reads. */
export const says = messageTable("data/encode", {
  otherCellCount: ({ columns, cells }: { columns: readonly string[]; cells: number }) => ({
    code: "changed-columns",
    text: `The model reads ${count(columns.length, "column")} (${columns.join(", ")}), and the input has ${cells}.`,
    hint: "Give one value per column, separated by commas, or an object.",
  }),
  needsSound: () => ({
    code: "no-sound",
    text: "The model reads sounds, and this is not a sound.",
    hint: "Give the path of a .wav file, of a folder of .wav files, or of a table that names .wav files.",
  }),
  noStart: () => ({
    code: "unknown-label",
    text: "The texts of this model start with neither a label nor numbers.",
    hint: "Leave the start out, or train a model whose data.input names the column of the labels.",
  }),
  unknownStart: ({ label, prompts, near }: { label?: string; prompts: readonly string[]; near?: string }) => {
    const known = listed(
      prompts.slice(0, SHOWN).map((prompt) => JSON.stringify(prompt)),
      "or",
    );
    return {
      code: "unknown-label",
      text:
        label === undefined
          ? `A text starts with a label: ${known}.`
          : `${JSON.stringify(label)} is not a label that texts start with; they start with ${known}.`,
      ...didYouMean(near),
    };
  },
  otherWidth: ({ width, known }: { width: number; known: number }) => ({
    code: "changed-columns",
    text: `The data has ${count(width, "number")} per step, and the model reads ${known}.`,
    hint: "Use data with the same columns, or train a new model.",
  }),
  unevenColumns: (of: { column: string; steps: number; other: string; otherSteps: number }) => ({
    code: "uneven-columns",
    text: `Column ${JSON.stringify(of.column)} has ${count(of.steps, "step")}, and column ${JSON.stringify(of.other)} has ${grouped(of.otherSteps)}.`,
    hint: "All columns of an example must have the same number of steps.",
  }),
  unevenSteps: (of: { column: string; step: number; numbers: number; first: number }) => ({
    code: "uneven-columns",
    text: `Step ${of.step} in column ${JSON.stringify(of.column)} has ${count(of.numbers, "number")}, and the first has ${of.first}.`,
    hint: "All steps must have the same number of numbers.",
  }),
  noToken: ({ column, cell }: { column: string; cell: Cell }) => {
    const what = cell === null || cell === "" ? "nothing" : Array.isArray(cell) ? "a list" : "an object";
    return {
      code: "missing-value",
      text: `There is ${what} in column ${JSON.stringify(column)}, where a token is expected.`,
      hint: 'Tokens are text: ["one", "two"].',
    };
  },
  notANumber: ({ column, cell }: { column: string; cell: Cell }) => {
    const shown = typeof cell === "string" ? JSON.stringify(cell.slice(0, 40)) : JSON.stringify(cell)?.slice(0, 40);
    const what = isEmptyCell(cell) ? "nothing" : shown;
    const advice = typeof cell === "string" ? numberAdvice(cell) : undefined;
    return {
      code: "not-a-number",
      text: `There is ${what} in column ${JSON.stringify(column)}, where a number is expected.`,
      hint: advice ?? (isEmptyCell(cell) ? "Fill it in, or remove the line." : "Numbers are written like -1.5 or 2e3."),
    };
  },
  twoTexts: ({ column }: { column: string }) => ({
    code: "two-texts",
    text: `Column ${JSON.stringify(column)} holds text, and another column of data.input does too.`,
    hint: "A step has one token; the other columns of data.input must hold numbers.",
  }),
});
