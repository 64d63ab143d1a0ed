// One small experiment of every task and kind of model: what is kept of each version in `test/oldRuns/<version>`, and trained again
// by the version under test.
import { generator } from "../support/random.ts";

export interface OldRunCase {
  readonly name: string;
  /** Of the file that `data.train` names. */
  readonly text: string;
  readonly config: Record<string, unknown>;
  /** Commands that use the run; the events that they print with `--json` are kept beside it. */
  readonly uses: readonly (readonly string[])[];
}

/** The steps of the run that is kept; the rest is trained by a resume. */
export const KEPT_STEPS = 8;
export const ALL_STEPS = 14;

function draws(seed: number) {
  const random = generator(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  return { below, of: (choices: readonly string[]) => choices[below(choices.length)] };
}

const SYLLABLES = ["ba", "do", "ki", "lu", "mo", "ne", "sa", "ti"];
const FILLING = ["the", "film", "was", "a", "very", "story", "and", "cast", "with", "music"];

/** Lines of made-up words, the same each time. */
function prose(words: number): string {
  const draw = draws(3);
  const lines: string[] = [];
  for (let left = words; left > 0; left -= 6) {
    const word = () => Array.from({ length: 1 + draw.below(3) }, () => draw.of(SYLLABLES)).join("");
    lines.push(`${Array.from({ length: 6 }, word).join(" ")}.`);
  }
  return `${lines.join("\n")}\n`;
}

function reviews(count: number): string {
  const draw = draws(11);
  const telling = { bad: ["awful", "dull"], good: ["great", "lovely"] };
  const rows = Array.from({ length: count }, () => {
    const label = draw.below(2) ? "good" : "bad";
    const words = Array.from({ length: 2 + draw.below(6) }, () => draw.of(FILLING));
    words.splice(draw.below(words.length), 0, draw.of(telling[label]));
    return `"${words.join(" ")}",${label}`;
  });
  return `text,label\n${rows.join("\n")}\n`;
}

function sentences(count: number): string {
  const draw = draws(12);
  const pieces = ["New B-city\nYork I-city", "Boston B-city", ...FILLING.map((word) => `${word} O`)];
  const sentence = () => Array.from({ length: 2 + draw.below(6) }, () => draw.of(pieces)).join("\n");
  return `${Array.from({ length: count }, sentence).join("\n\n")}\n`;
}

function series(rows: number): string {
  const row = (_: unknown, i: number) => `${(10 + 3 * Math.sin(i / 3)).toFixed(3)},${(5 * Math.cos(i / 5)).toFixed(2)}`;
  return `level,load\n${Array.from({ length: rows }, row).join("\n")}\n`;
}

function names(count: number): string {
  const draw = draws(13);
  const rows = Array.from({ length: count }, () => {
    const name = Array.from({ length: 1 + draw.below(3) }, () => draw.of(SYLLABLES)).join("");
    return draw.below(2) ? `long,${name}na` : `short,${name}`;
  });
  return `kind,name\n${rows.join("\n")}\n`;
}

const training = {
  steps: KEPT_STEPS,
  batchSize: 4,
  learningRate: 0.01,
  threads: 1,
  seed: 7,
  logEvery: 1,
  validateEvery: 4,
};

function language(
  name: string,
  sections: { data?: object; model?: object; training?: object },
  uses?: string[][],
  text = prose(240),
) {
  return {
    name,
    text,
    config: {
      task: "language-model",
      data: { train: "data.txt", validation: 0.15, test: 0.15, ...sections.data },
      model: { cell: "lstm", units: 8, embedding: 5, ...sections.model },
      training: { ...training, sequenceLength: 8, ...sections.training },
      sampling: { length: 30 },
    },
    uses: uses ?? [["sample", "RUN", "--prompt", "ba", "--seed", "3"]],
  } satisfies OldRunCase;
}

function examples(
  name: string,
  task: string,
  file: string,
  text: string,
  sections: { data?: object; model?: object; training?: object },
  uses: string[][],
) {
  return {
    name,
    text,
    config: {
      task,
      data: { train: file, unit: "word", validation: 0.15, test: 0.15, ...sections.data },
      model: { cell: "gru", units: 6, embedding: 4, ...sections.model },
      training: { ...training, ...sections.training },
      sampling: { length: 12 },
    },
    uses,
  } satisfies OldRunCase;
}

/** What one step of a model that counts is: it has no steps to go on with. */
const once = { steps: null, epochs: null };
const counted = { embedding: undefined, units: undefined, cell: undefined };

export const cases: readonly OldRunCase[] = [
  language("characters", { model: { layers: 2, dropout: 0.2 } }),
  language("one-hot", { model: { cell: "clockwork", embedding: 0 }, training: { batching: "random" } }),
  language("words", {
    data: { unit: "word", direction: "backward" },
    model: { cell: "gru", embedding: 8, tied: true },
  }),
  language(
    "items",
    { data: { unit: "item" }, model: { cell: "scrn" } },
    [["sample", "RUN", "--next", "3"]],
    prose(240).replaceAll(" ", ","),
  ),
  language("forward-in-time", { model: { cell: "rnn", units: 6 }, training: { gradient: "rtrl" } }),
  language("markov", { model: { kind: "markov", order: 3, cell: undefined } }),
  language("convolution", { model: { kind: "convolution", cell: undefined } }),
  language("ngram", { model: { kind: "ngram", order: 3, ...counted }, training: once }),
  examples("classification", "classification", "data.csv", reviews(60), { model: { bidirectional: true } }, [
    ["predict", "RUN", "new.txt"],
  ]),
  examples(
    "naive-bayes",
    "classification",
    "data.csv",
    reviews(60),
    { model: { kind: "naive-bayes", ...counted }, training: once },
    [["predict", "RUN", "new.txt"]],
  ),
  examples("tagging", "tagging", "data.conll", sentences(60), { model: { cell: "lstm", bidirectional: true } }, [
    ["predict", "RUN", "new.txt"],
  ]),
  examples(
    "forecasting",
    "forecasting",
    "data.csv",
    series(90),
    {
      data: { unit: undefined, input: ["level", "load"], target: ["level", "load"], difference: 1, window: 8 },
      model: { cell: "rnn", embedding: undefined },
    },
    [["forecast", "RUN", "--rows", "3"]],
  ),
  examples(
    "generation",
    "generation",
    "data.csv",
    names(60),
    { data: { unit: "character", input: "kind", target: "name" } },
    [["sample", "RUN", "--start", "long", "--seed", "3"]],
  ),
];

/** What `predict` reads. */
export const newText = "the film was great in Boston\n";
