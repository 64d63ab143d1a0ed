// A training step of every cell beside the plain LSTM's, in processor time per multiply-add of its recurrent and output products:
// 1.15 is what a fused form may take, and those without one say in their documentation that they are slower.
import { Random } from "../../src/base/random.ts";
import { parseConfig } from "../../src/config/index.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { benchedCells } from "./cells.ts";

const [V, B, T] = [65, 32, 50];
const UNITS = [128, 256];

async function trainerOf(model: object): Promise<Trainer> {
  const { config } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "random.txt", validation: 0, test: 0 },
      model: { embedding: 64, ...model },
      training: { batchSize: B, sequenceLength: T, steps: 1000, threads: 1 },
    }),
  );
  const random = Random.seeded(1, "benchmark");
  const train = Int32Array.from({ length: B * T * 20 + 1 }, () => random.nextInt(V));
  const counts = Array.from({ length: V }, (_, i) => ({ codePoint: 33 + i, count: 1 }));
  const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
  const none = new Int32Array(0);
  return await Trainer.create({ config: config!, corpus: { train, validation: none, test: none, vocabulary } });
}

/** Steps of all cells in turns, so that whatever else the machine does meets each of them. */
async function main([rounds, ...names]: string[]): Promise<void> {
  for (const units of UNITS) {
    const measured = [];
    for (const name of names) {
      const trainer = await trainerOf({ units, ...benchedCells[name](units) });
      const places = [...trainer.network.layout.places.values()];
      const products = places.filter(({ name: parameter }) => /weight_h|weight_sh|output\.weight/.test(parameter));
      const multiplyAdds = products.reduce((sum, { size }) => sum + size, 0);
      measured.push({ name, trainer, multiplyAdds, times: [] as number[] });
    }
    for (let round = 0; round < 5 + 8 * Number(rounds); round++) {
      for (const { trainer, times } of measured) {
        const before = process.cpuUsage();
        trainer.takeStep();
        const { user, system } = process.cpuUsage(before);
        if (round >= 5) times.push((user + system) / 1000);
      }
    }
    const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1];
    const base = median(measured[0].times) / measured[0].multiplyAdds;
    console.log(`\n1×${units}, B${B} T${T}: processor time of a step, and per multiply-add against the plain LSTM`);
    for (const { name, times, multiplyAdds } of measured) {
      const time = median(times);
      console.log(
        `${name.padEnd(20)}${time.toFixed(1).padStart(8)} ms${(time / multiplyAdds / base).toFixed(2).padStart(8)}`,
      );
    }
  }
}

await main(process.argv.slice(2));
