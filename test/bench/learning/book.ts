// Networks of characters against n-grams on one book: a smoothed 5-gram is strong, and is beaten with units, dropout and time.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "../table.ts";
import { unroll } from "../templates/train.ts";

const ORDERS = [3, 4, 5, 6, 7];

interface Trial {
  name: string;
  model: object;
  training: object;
  /** The n-grams that it has to be better than. */
  beats: readonly number[];
}

const TRIALS: readonly Trial[] = [
  {
    name: "LSTM 2×128",
    model: { cell: "lstm", units: 128, layers: 2, embedding: 64 },
    training: { epochs: 12, batchSize: 50, sequenceLength: 50, learningRate: 0.004, schedule: "cosine" },
    beats: [4],
  },
  {
    name: "LSTM 2×256, dropout 0.3",
    model: { cell: "lstm", units: 256, layers: 2, embedding: 64, dropout: 0.3 },
    training: { epochs: 12, batchSize: 32, sequenceLength: 64, learningRate: 0.003, schedule: "cosine" },
    beats: ORDERS,
  },
];

interface Row {
  name: string;
  parameters: string;
  /** Nats a character of the held-out tenth. */
  nats: number;
  minutes: string;
}

/** Trains both on all but the last tenth of Moby-Dick, prints the table, and returns what was missed. */
export async function book(say: (line: string) => void): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "unroll-book-"));
  try {
    await unroll(folder, "new", "book", ".");
    const rows: Row[] = [];
    const missed: string[] = [];
    for (const { name, model, training, beats } of TRIALS) {
      const isFirst = rows.length === 0;
      const config = {
        task: "language-model",
        // The last tenth is never learned from: the one that is looked at now and then is what comes before it.
        data: { train: "moby-dick.txt", validation: 0.02, test: 0.1 },
        model,
        training: { ...training, clip: { norm: 5 }, seed: 1 },
        baselines: isFirst ? ORDERS.map((order) => ({ name: "ngram", order, smoothing: "kneser-ney" })) : [],
      };
      writeFileSync(join(folder, "learn.rnnconfig"), JSON.stringify(config));
      const began = performance.now();
      const events = await unroll(folder, "train", "learn.rnnconfig");
      const minutes = ((performance.now() - began) / 60_000).toFixed(1);
      if (isFirst) {
        for (const [i, event] of events
          .filter(({ event, part }) => event === "baseline" && part === "test")
          .entries()) {
          rows.push({ name: `Kneser–Ney ${ORDERS[i]}`, parameters: "", nats: lossOf(event), minutes: "" });
        }
      }
      const done = events.find(({ event }) => event === "done");
      const start = events.find(({ event }) => event === "start") as { parameters?: number } | undefined;
      const nats = lossOf(done?.test ?? {});
      rows.push({ name, parameters: start?.parameters?.toLocaleString("en-US") ?? "", nats, minutes });
      for (const order of beats) {
        const other = rows.find((row) => row.name === `Kneser–Ney ${order}`)!;
        if (!(nats < other.nats))
          missed.push(`${name} (${nats.toFixed(3)}) is not below ${other.name} (${other.nats.toFixed(3)})`);
      }
      process.stderr.write(`book: ${name}: ${nats.toFixed(4)} nats after ${minutes} minutes\n`);
    }
    say("\nMoby-Dick by character, its last tenth held out: nats a character of that tenth.\n");
    const head = ["model", "parameters", "nats", "bits", "minutes"];
    const line = ({ name, parameters, nats, minutes }: Row) => {
      return [name, parameters, nats.toFixed(3), (nats / Math.LN2).toFixed(3), minutes];
    };
    say(table(head, rows.map(line)));
    for (const { name, beats } of TRIALS) {
      const which = beats.length > 1 ? "the best n-gram" : `Kneser–Ney ${beats[0]}`;
      say(`- ${name} below ${which}: ${missed.some((miss) => miss.startsWith(name)) ? "NO" : "yes"}`);
    }
    return missed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lossOf(event: object): number {
  return (event as { loss?: number }).loss ?? Number.NaN;
}
