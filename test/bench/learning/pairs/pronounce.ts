// Spelling to sound on the whole CMU dictionary, a tenth of whose words is held out.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { editDistance } from "../../../../src/metrics/written/editDistance.ts";
import { generator } from "../../../support/generator.ts";
import { unroll } from "../../templates/train.ts";
import { inFolder, trained } from "./run.ts";

const MOST_ERRORS = 0.08;
const [VALIDATION, TEST] = [0.02, 0.1];

const CONFIG = {
  task: "sequence-to-sequence",
  data: {
    ...{
      train: "train.tsv",
      validation: "validation.tsv",
      test: 0,
      header: true,
      input: "word",
      target: "sounds",
    },
    ...{ unit: "character", targetUnit: "word", targetSplit: "whitespace" },
  },
  model: {
    ...{ cell: "gru", units: 256, layers: 2, dropout: 0.25, embedding: 64, bidirectional: true, attention: "general" },
    decoder: { layers: 2 },
  },
  training: {
    ...{ epochs: 12, batchSize: 64, learningRate: 0.002, schedule: "cosine", clip: { norm: 1 } },
    ...{ labelSmoothing: 0.1, averaging: "ema", validateEvery: 2000, seed: 1 },
  },
  sampling: { beam: 5 },
};

/** Trains, prints the figures, and returns what was missed. */
export async function pronounce(say: (line: string) => void): Promise<string[]> {
  return await inFolder("pronounce", async (folder) => {
    const held = await writeData(folder);
    writeFileSync(join(folder, "pronounce.rnnconfig"), JSON.stringify(CONFIG));
    const { run, seconds, parameters } = await trained(folder, "pronounce.rnnconfig", []);
    const events = (await unroll(folder, "predict", run, "test.tsv")) as unknown as Prediction[];
    let [edits, sounds, wrong] = [0, 0, 0];
    for (const { event, source, outputs } of events) {
      if (event !== "prediction") continue;
      const known = held.get(source.join(""))!.map((truth) => {
        return { edits: editDistance(outputs[0].tokens, truth), length: truth.length };
      });
      // The nearest of a word's pronunciations counts.
      const nearest = known.reduce((best, each) => (each.edits < best.edits ? each : best));
      edits += nearest.edits;
      sounds += nearest.length;
      if (nearest.edits > 0) wrong++;
    }
    const rate = edits / sounds;
    say(
      `\nSpelling to sound: ${held.size.toLocaleString("en-US")} words of the CMU dictionary held out, GRU 2×256, ${parameters.toLocaleString("en-US")} parameters, ${(seconds / 60).toFixed(1)} minutes.\n`,
    );
    say(
      `- errors in sounds at most ${100 * MOST_ERRORS} %: ${rate <= MOST_ERRORS ? "yes" : "NO"}, ${(100 * rate).toFixed(2)} %`,
    );
    say(`- words with an error: ${((100 * wrong) / held.size).toFixed(1)} %`);
    return rate <= MOST_ERRORS ? [] : [`pronounce: ${(100 * rate).toFixed(2)} % of sounds are wrong`];
  });
}

interface Prediction {
  event: string;
  source: string[];
  outputs: { tokens: string[] }[];
}

/** All pronunciations of a word are in one part; the test part has each word once. Returns what is held out for the test. */
async function writeData(folder: string): Promise<Map<string, string[][]>> {
  const { dictionary } = await import("cmu-pronouncing-dictionary");
  const words = new Map<string, string[]>();
  for (const [entry, sounds] of Object.entries(dictionary)) {
    const [, word] = /^([a-z]+)(?:\(\d\))?$/.exec(entry) ?? [];
    if (word === undefined) continue;
    const plain = sounds.replace(/\s*#.*/, "").replace(/\d/g, "");
    words.set(word, [...new Set([...(words.get(word) ?? []), plain])]);
  }
  const random = generator(1);
  const all = [...words];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * random());
    [all[i], all[j]] = [all[j], all[i]];
  }
  const [validation, test] = [VALIDATION, TEST].map((share) => Math.floor(share * all.length));
  const parts = {
    validation: all.slice(0, validation),
    test: all.slice(validation, validation + test),
    train: all.slice(validation + test),
  };
  for (const [part, entries] of Object.entries(parts)) {
    const rows = entries.flatMap(([word, sounds]) =>
      (part === "test" ? sounds.slice(0, 1) : sounds).map((one) => `${word}\t${one}`),
    );
    writeFileSync(join(folder, `${part}.tsv`), `word\tsounds\n${rows.join("\n")}\n`);
  }
  return new Map(parts.test.map(([word, sounds]) => [word, sounds.map((one) => one.split(" "))]));
}
