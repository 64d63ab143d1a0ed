import type { TranscriptColumns } from "../look/transcriptColumns.ts";
import { type Plan, settings } from "../plan.ts";
import { notRead } from "./columnWords.ts";
import { amount, parts } from "./sizes.ts";
import { bestTranscripts, fractions, passes, usual } from "./usual.ts";

const UNITS = {
  characters: "each character is a label",
  words: "labels stand between white space",
  entries: "each entry of the list is a label",
} as const;

/** Sequences of vectors with what was said, written or played in them. */
export function transcription(
  name: string,
  { vectors, transcript, labels, width, longest, others }: TranscriptColumns,
  found: { rows: number; isWhole: boolean },
): Plan {
  const [read, written] = [vectors, transcript].map((column) => JSON.stringify(column));
  const aside = parts(found.rows, 20);
  return {
    task: "transcription",
    found: `${name} looks like ${amount(found.rows, "sequence", found)} of vectors of ${width} (column ${read}), each with a transcript (column ${written}).`,
    learns: `The network reads ${read} and finds the labels of ${written}, without being told at which steps they are (CTC).`,
    data: settings(
      {
        key: "input",
        value: vectors,
        why: notRead(others.map((name) => ({ name }))),
      },
      { key: "target", value: transcript, why: UNITS[labels] },
      labels === "characters" ? undefined : { key: "targetUnit", value: "word" },
      labels === "words" ? { key: "targetSplit", value: "whitespace" } : undefined,
      ...fractions(aside, "sequences that the network never saw, drawn by the seed"),
    ),
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: 64 },
      { key: "bidirectional", value: true, why: "each step is read from both sides; false: as it comes" },
    ],
    training: settings(
      ...passes(found.rows),
      longest > 3000
        ? { key: "sequenceLength", value: 2 * longest, why: "sequences with more steps are left out" }
        : undefined,
      ...usual(0.003, 1),
      ...bestTranscripts(aside),
    ),
    baselines: ["most-frequent-target"],
    sampling: [{ key: "beam", value: null, why: "or 10: a search that adds up all paths of a transcript" }],
  };
}
