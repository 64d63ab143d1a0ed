import { grouped } from "../../../base/words.ts";
import { words as tokens } from "../../../data/encode/cells.ts";
import type { Beginning } from "../look/beginning.ts";
import type { Plan, Setting } from "../plan.ts";
import { amount, clamped, cut, epochsFor, parts, STEPS } from "./sizes.ts";
import { fractions, rare, usual } from "./usual.ts";

/** A text that goes on from its beginning to its end. */
export function runningText(beginning: Beginning, name: string): Plan {
  const { text, characters } = beginning;
  const length = clamped(Math.floor(characters / 80), 5, 50);
  const share = parts(characters, 20 * length);
  const train = characters * (1 - share.validation - share.test);
  const batchSize = clamped(Math.floor(train / (8 * length)), 1, 32);
  const perEpoch = Math.max(1, train / (batchSize * length));
  return {
    task: "language-model",
    found: `${name} looks like running text of ${amount(characters, "character", beginning)}.`,
    learns: "The network learns which character comes next, and writes such a text.",
    data: [
      ...fractions(share, "the last part of the text is kept aside: text that the network never saw"),
      {
        key: "unit",
        value: "character",
        why: '"word" learns which word comes next, and wants a megabyte of text or more',
      },
      ...rare(characters),
    ],
    model: [
      { key: "cell", value: "lstm", why: 'try "gru" or "rnn"' },
      { key: "units", value: characters < 50_000 ? 64 : 128, why: "more of them learn more, and take longer" },
      { key: "embedding", value: 32 },
    ],
    training: [
      lasting(perEpoch, 40, "passes through the text"),
      { key: "batchSize", value: batchSize, why: "so many places of the text are read at once" },
      { key: "sequenceLength", value: length, why: "so many characters back a gradient flows" },
      ...usual(0.005),
    ],
    baselines: [{ name: "ngram", order: 4 }],
    sampling: [
      { key: "prompt", value: promptFrom(text), why: "what samples begin with" },
      { key: "length", value: 200 },
      { key: "temperature", value: 0.7 },
    ],
  };
}

/** A text that others have cut into words: `<unk>` stands for rare ones. */
export function preparedWords(beginning: Beginning, name: string): Plan {
  const words = tokens(beginning.text).length * (beginning.characters / beginning.text.length);
  const length = clamped(Math.floor(words / 80), 5, 35);
  const train = words * 0.85;
  const batchSize = clamped(Math.floor(train / (8 * length)), 1, 32);
  const perEpoch = Math.max(1, train / (batchSize * length));
  return {
    task: "language-model",
    found: `${name} looks like ${amount(words, "word", beginning)} that stand apart, with <unk> for rare ones.`,
    learns: "The network learns which word comes next.",
    data: [
      ...fractions(
        parts(words, 20 * length),
        "the last part of the text is kept aside: text that the network never saw",
      ),
      { key: "unit", value: "word" },
      { key: "split", value: "whitespace", why: "words stand apart already" },
    ],
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: 128 },
      { key: "embedding", value: 128 },
      { key: "tied", value: true, why: "the output uses the embedding's numbers" },
      { key: "variationalDropout", value: 0.2 },
    ],
    training: [
      lasting(perEpoch, 20),
      { key: "batchSize", value: batchSize },
      { key: "sequenceLength", value: length },
      ...usual(0.004, 1),
    ],
    baselines: [{ name: "ngram", order: 3 }],
    sampling: [
      { key: "length", value: 60 },
      { key: "temperature", value: 0.8 },
    ],
  };
}

/** How long to train: steps where one pass through the text has more of them, else passes that come to as many. */
function lasting(perEpoch: number, mostEpochs: number, why?: string): Setting {
  if (perEpoch <= STEPS) return { key: "epochs", value: epochsFor(STEPS, perEpoch, mostEpochs), why };
  return {
    key: "steps",
    value: STEPS,
    why: `one pass through the text has ${grouped(perEpoch)}; more steps learn more`,
  };
}

/** The first words of a text. */
function promptFrom(text: string): string {
  const line = text.split("\n").find((line) => line.trim() !== "") ?? "";
  return cut(line.trim().replace(/\s+/g, " "), 20);
}
