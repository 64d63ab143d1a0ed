import type { Beginning } from "../look/beginning.ts";
import type { Plan } from "../plan.ts";
import { amount, clamped, epochsFor, parts, STEPS } from "./sizes.ts";
import { fractions, passes, rare, usual } from "./usual.ts";

/** Baskets, playlists, sessions: a line each. */
export function baskets(beginning: Beginning, name: string): Plan {
  const { lines } = beginning;
  const rows = linesIn(beginning);
  const items = (rows * lines.join(",").split(/[,\t;]/).length) / lines.length;
  const length = clamped(Math.floor(items / 80), 5, 50);
  const share = parts(items, 10 * length);
  const batchSize = clamped(Math.floor(items / (10 * length)), 1, 32);
  return {
    task: "language-model",
    found: `${name} looks like ${amount(rows, "line", beginning)} of items, such as baskets, playlists or sessions.`,
    learns: "The network learns which item comes next, and recommends it.",
    data: [
      ...fractions(share, "the last lines are kept aside: lines that the network never saw"),
      { key: "unit", value: "item" },
      { key: "vocabulary", value: { minFrequency: 2 }, why: "what occurs once is read as <unk>" },
    ],
    model: [
      { key: "cell", value: "gru" },
      { key: "units", value: 64 },
      { key: "embedding", value: 64 },
    ],
    training: [
      { key: "epochs", value: epochsFor(STEPS, Math.max(1, (0.85 * items) / (batchSize * length)), 20) },
      { key: "batchSize", value: batchSize },
      { key: "sequenceLength", value: length },
      ...usual(0.003),
    ],
    baselines: [{ name: "ngram", order: 2 }],
    sampling: [{ key: "length", value: 20 }],
  };
}

/** Names, words, mottoes: a line each. */
export function shortTexts(beginning: Beginning, name: string): Plan {
  const { lines, characters } = beginning;
  const texts = linesIn(beginning);
  return {
    task: "generation",
    found: `${name} looks like ${amount(texts, "short text", beginning)}, one a line.`,
    learns: "The network learns to write such texts, letter by letter.",
    data: [
      ...fractions(parts(texts, 20), "texts that the network never saw, drawn by the seed"),
      { key: "unit", value: "character" },
      ...rare(characters),
    ],
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: 128 },
      { key: "embedding", value: 32 },
    ],
    training: [...passes(texts), { key: "sequenceLength", value: 50 }, ...usual(0.005, 1)],
    baselines: [],
    sampling: [{ key: "length", value: 1 + Math.max(...lines.slice(0, 300).map((line) => line.length)) }],
  };
}

function linesIn({ text, lines, characters }: Beginning): number {
  return (lines.length * characters) / text.length;
}
