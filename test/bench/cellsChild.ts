// A training step of every cell and option beside the plain LSTM's, in processor time per multiply-add. Fused forms take at most
// 1.15; what takes more says so where it is chosen, with the figures of `config/keys/fields.ts`, which are held against what is measured.
import { Random } from "../../src/base/random.ts";
import { parseConfig } from "../../src/config/index.ts";
import { COSTS } from "../../src/config/keys/fields.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { Trainer } from "../../src/training/index.ts";
import { type BenchedCell, benchedCells } from "./cells.ts";
import { Experiment, type Task } from "./learning/experiment.ts";
import { busy, load, machine } from "./machine.ts";
import { table } from "./table.ts";

const [V, B, T, F] = [65, 32, 50, 64];
const UNITS = [128, 256];

/** What a fused form may take, and how far a figure that is said may be from what is measured. */
const [MOST, TOLERANCE] = [1.15, 0.15];

interface Measured {
  name: string;
  step(): void;
  multiplyAdds: number;
  times: number[];
}

/** Random symbols to train on, and none to validate on. */
async function onTokens({ model, training, data }: BenchedCell): Promise<Trainer> {
  const { config, problems } = parseConfig(
    JSON.stringify({
      task: "language-model",
      data: { train: "random.txt", validation: 0, test: 0, ...data },
      model: { embedding: 64, ...model },
      training: { batchSize: B, sequenceLength: T, steps: 1000, threads: 1, ...training },
    }),
  );
  if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
  const random = Random.seeded(1, "benchmark");
  const train = Int32Array.from({ length: B * T * 20 + 1 }, () => random.nextInt(V));
  const counts = Array.from({ length: V }, (_, i) => ({ codePoint: 33 + i, count: 1 }));
  const vocabulary = Vocabulary.fromCounts(counts, { size: null, minFrequency: 1, lowercase: false });
  const none = new Int32Array(0);
  return await Trainer.create({ config, corpus: { train, validation: none, test: none, vocabulary } });
}

/** The same sizes with a vector a step. */
const vectors: Task = {
  ...{ steps: T, features: F, outputs: V, readFrom: 0, loss: "crossEntropy" },
  draw(random, { x, y }) {
    if (x[0] !== 0) return;
    for (let i = 0; i < x.length; i++) x[i] = random.nextFloat() - 0.5;
    for (let i = 0; i < y.length; i++) y[i] = random.nextInt(V);
  },
};

async function measure(name: string, units: number): Promise<Measured> {
  const cell = benchedCells[name](units);
  const model = { units, ...cell.model };
  if (cell.vectors) {
    const training = { steps: 1000, batchSize: B, clip: { norm: 5 } };
    const experiment = await Experiment.create(vectors, { model, training, seed: 1 });
    return { name, step: () => experiment.train(1), multiplyAdds: count(experiment.network, cell), times: [] };
  }
  const trainer = await onTokens({ ...cell, model });
  return { name, step: () => trainer.takeStep(), multiplyAdds: count(trainer.network, cell), times: [] };
}

/** Multiply-adds of a step and row: those of the first layer's input product only where it is not gathered. */
function count(network: Trainer["network"], { vectors, multipliesInput }: BenchedCell): number {
  const places = [...network.layout.places.values()];
  const recurrent = multipliesInput ? /weight_|output\.weight/ : /weight_(h|sh|ih_l[1-9])|output\.weight/;
  const multiplied = vectors ? /weight/ : recurrent;
  const used = places.filter(({ name, size }) => multiplied.test(name) && size > 4096);
  const isTied = !places.some(({ name }) => name === "output.weight");
  const embedding = places.filter(({ name }) => isTied && name === "embedding.weight");
  return [...used, ...embedding].reduce((sum, { size }) => sum + size, 0);
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1];
/** The step that others disturbed least. */
const fastest = (times: number[]) => Math.min(...times);

/** Steps of all networks in turns, so that whatever else the machine does meets each of them. */
function takeTurns(networks: readonly Measured[], rounds: number): void {
  for (let round = 0; round < WARM_UP + rounds; round++) {
    for (const { step, times } of networks) {
      const before = process.cpuUsage();
      step();
      const { user, system } = process.cpuUsage(before);
      if (round >= WARM_UP) times.push((user + system) / 1000);
    }
  }
}

const WARM_UP = 5;

async function main([rounds, ...rows]: string[]): Promise<void> {
  const names = Object.keys(benchedCells).filter((name) => {
    return ["lstm", "vectors"].includes(name) || rows.length === 0 || rows.some((row) => name.startsWith(row));
  });
  const before = load();
  console.log(`Cells and options, ${new Date().toISOString().slice(0, 10)}: ${machine()}; load ${before.toFixed(1)}`);
  const warning = busy(before);
  if (warning) console.log(warning);
  const worst = new Map<string, number>();
  for (const units of UNITS) {
    const networks: Measured[] = [];
    for (const name of names) networks.push(await measure(name, units));
    takeTurns(networks, 8 * Number(rounds));
    const lines = networks.map(({ name, multiplyAdds, times }) => {
      const cell = benchedCells[name](units);
      const base = networks.find((other) => other.name === (cell.vectors ? "vectors" : "lstm"))!;
      const against = (figure: (times: number[]) => number) =>
        figure(times) / multiplyAdds / (figure(base.times) / base.multiplyAdds);
      const [least, middle] = [against(fastest), against(median)];
      worst.set(name, Math.max(worst.get(name) ?? 0, least));
      return [name, fastest(times).toFixed(1), least.toFixed(2), median(times).toFixed(1), middle.toFixed(2)];
    });
    console.log(`\n1×${units}, B${B} T${T}, one thread: × is time per multiply-add against the plain LSTM's\n`);
    console.log(table(["", "fastest ms", "×", "median ms", "×"], lines));
  }
  console.log(`\nThe larger × of the fastest steps beside what is said: at most ${MOST} where nothing is\n`);
  const verdicts = names.map((name) => {
    const measured = worst.get(name)!;
    const said = saidOf(name);
    const holds = said === undefined ? measured <= MOST : Math.abs(measured / said - 1) <= TOLERANCE;
    if (!holds) process.exitCode = 1;
    return [name, measured.toFixed(2), said?.toFixed(1) ?? "–", holds ? "yes" : "NO"];
  });
  console.log(table(["", "×", "said", "holds"], verdicts));
}

function saidOf(name: string): number | undefined {
  const { key = "" } = benchedCells[name](UNITS[0]);
  return (COSTS as Record<string, number>)[key];
}

await main(process.argv.slice(2));
