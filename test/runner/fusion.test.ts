// Transcripts ranked by a language model of ours, networks too: each score is made by hand of what either run says by itself.
import { join } from "node:path";
import { expect, it } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { scoreRun, train } from "../../src/runner/index.ts";
import { scoreTranscripts, type TranscribedLine, transcribeLines } from "../../src/runner/saved/transcripts.ts";
import { bytesOf } from "../../src/runner/saved/tryRun.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { generator } from "../support/generator.ts";
import { workspace } from "../support/workspace.ts";

const random = generator(5);
const texts = Array.from({ length: 60 }, () =>
  Array.from(
    { length: 1 + Math.floor(3 * random()) },
    () => ["ab", "ba", "cab", "abba"][Math.floor(4 * random())],
  ).join(" "),
);
const doubled = (text: string) => [...text].flatMap((letter) => [letter, letter, "."]).join("");

const training = { steps: 30, batchSize: 8, learningRate: 0.02, threads: 1, validateEvery: 30 };
const heard = (data: object) =>
  JSON.stringify({
    ...{ task: "transcription", model: { cell: "gru", units: 8, embedding: 4 }, training },
    data: { train: "heard.csv", input: "from", target: "to", validation: 0, test: 0, ...data },
  });
const written = (data: object, model: object, sampling = {}) =>
  JSON.stringify({
    ...{ task: "language-model", model, sampling, training: { ...training, sequenceLength: 8 } },
    data: { train: "text.txt", validation: 0.1, test: 0, ...data },
  });
const recurrent = { cell: "gru", units: 8, embedding: 4 };

async function trained(folder: string, config: string): Promise<RunFolder> {
  const host = { signal: new AbortController().signal, emit: () => {} };
  const { done, failure } = await train({ configFile: join(folder, config), cwd: folder }, host);
  expect(failure).toBe(null);
  return await RunFolder.open(done.run!);
}

const models: Record<string, [heard: object, written: string]> = {
  "characters, a GRU": [{}, written({ unit: "character" }, recurrent)],
  "characters, an LSTM of two layers that begins cold": [
    {},
    written({ unit: "character" }, { cell: "lstm", units: 6, layers: 2 }, { state: "cold" }),
  ],
  "characters, 3-grams that do not know c": [{}, written({ train: "ab.txt" }, { kind: "ngram", order: 3 })],
  "words, a GRU": [{ targetUnit: "word" }, written({ unit: "word", split: "whitespace" }, recurrent)],
};

it.each(Object.entries(models))(
  "%s: ln P of all paths + weight · ln P of the text + a bonus a label",
  async (_, configs) => {
    const folder = workspace({
      "heard.csv": `from,to\n${texts.map((text) => `${doubled(text)},${text}\n`).join("")}`,
      "text.txt": texts
        .map((text) => `${text}\n`)
        .join("")
        .repeat(3),
      "ab.txt": texts
        .map((text) => `${text.replaceAll("c", "")}\n`)
        .join("")
        .repeat(3),
      "heard.rnnconfig": heard(configs[0]),
      "text.rnnconfig": configs[1],
    });
    const [run, languageModel] = [await trained(folder, "heard.rnnconfig"), await trained(folder, "text.rnnconfig")];
    const inputs = ["ab cab", "abba", "ba"].map(doubled);
    const [weight, bonus] = [0.7, 0.3];
    const request = { beam: 12, nbest: 5, languageModel, languageModelWeight: weight, labelBonus: bonus };
    const lines: TranscribedLine[] = [];
    for await (const line of transcribeLines(run, bytesOf(inputs.join("\n")), "inputs", request)) {
      if (line instanceof UserError) throw line;
      lines.push(line);
    }
    expect(lines).toHaveLength(3);
    for (const { text, outputs } of lines) {
      expect(outputs.length).toBe(5);
      expect(outputs.map(({ score }) => score)).toEqual(outputs.map(({ score }) => score).sort((a, b) => b - a));
      // As a file has them: an empty line is none, and space around a text is no part of it.
      for (const { text: found, tokens, score, logProbability } of outputs.filter(({ text }) =>
        /^\S(.*\S)?$/.test(text),
      )) {
        const table = `from,to\n${text},${found}\n`;
        for await (const scored of scoreTranscripts(run, { source: bytesOf(table), name: "one.csv" })) {
          if (scored instanceof UserError) throw scored;
          expect(scored.logProbability).toBeCloseTo(logProbability, 6);
        }
        for await (const { logProbability: prior } of scoreRun(languageModel, bytesOf(found), "one.txt")) {
          expect(score).toBeCloseTo(logProbability + weight * prior + bonus * tokens.length, 4);
        }
      }
    }
    // A model that counts for nothing changes nothing, also where it does not know a label.
    const plain = { beam: 60, nbest: 60, labelBonus: bonus };
    const [first] = await all(transcribeLines(run, bytesOf(inputs[0]), "inputs", plain));
    const [same] = await all(
      transcribeLines(run, bytesOf(inputs[0]), "inputs", { ...plain, languageModel, languageModelWeight: 0 }),
    );
    expect(same).toEqual(first);
  },
);

async function all<T>(some: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of some) found.push(one);
  return found;
}
