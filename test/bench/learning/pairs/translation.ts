// German to English, with attention against the same network without it, three seeds.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../../table.ts";
import { germanEnglish, missing } from "./germanEnglish.ts";
import { inFolder, trained } from "./run.ts";

const SEEDS = [1, 2, 3];

const CONFIG = {
  task: "sequence-to-sequence",
  data: {
    ...{ train: "pairs.tsv", header: true, input: "german", target: "english", unit: "word", lowercase: true },
    ...{ vocabulary: { minFrequency: 2 }, validation: 0.05, test: 0.05 },
  },
  model: {
    cell: "gru",
    units: 256,
    embedding: 128,
    bidirectional: true,
    attention: "additive",
    variationalDropout: 0.3,
  },
  training: { epochs: 8, batchSize: 32, learningRate: 0.002, schedule: "cosine", clip: { norm: 1 } },
  baselines: ["nearest", "unattended"],
};

/** Trains, prints the table, and returns what was missed. */
export async function translation(say: (line: string) => void): Promise<string[]> {
  if (missing) {
    say(`\n${missing}`);
    return [missing];
  }
  return await inFolder("translation", async (folder) => {
    const pairs = germanEnglish();
    const rows = pairs.map(({ german, english }) => `${german}\t${english}`);
    writeFileSync(join(folder, "pairs.tsv"), `german\tenglish\n${rows.join("\n")}\n`);
    writeFileSync(join(folder, "translation.rnnconfig"), JSON.stringify(CONFIG));
    const lines: string[][] = [];
    const missed: string[] = [];
    for (const seed of SEEDS) {
      const { test, baselines, seconds } = await trained(folder, "translation.rnnconfig", [`training.seed=${seed}`]);
      const [plain, nearest] = [baselines["without attention"], baselines["nearest source"]];
      const line = [
        ...[String(seed), test.perplexity.toFixed(1), plain.perplexity.toFixed(1)],
        ...[test, plain, nearest].map(({ bleu }) => bleu.toFixed(1)),
        (seconds / 60).toFixed(1),
      ];
      process.stderr.write(`translation: ${line.join("  ")}\n`);
      lines.push(line);
      if (!(test.perplexity < plain.perplexity)) missed.push(`translation, seed ${seed}: perplexity`);
      if (!(test.bleu > plain.bleu)) missed.push(`translation, seed ${seed}: BLEU`);
    }
    say(
      `\nGerman to English: ${pairs.length.toLocaleString("en-US")} sentences, of which a twentieth is the test, GRU 256 in both directions.\n`,
    );
    const head = ["seed", "perplexity", "without attention", "BLEU", "without attention", "nearest source", "minutes"];
    say(table(head, lines));
    say(`- with attention better in both on every seed: ${missed.length === 0 ? "yes" : "NO"}`);
    return missed;
  });
}
