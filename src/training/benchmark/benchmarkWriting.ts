import { Random } from "../../base/random.ts";
import { parseConfig } from "../../config/index.ts";
import { encodingFromJSON } from "../../data/index.ts";
import { Engine, Network, NetworkPlan } from "../../engine/index.ts";
import { layOutParameters } from "../../graph/index.ts";
import { formModel, initialize, sequenceForm } from "../../networks/index.ts";
import { NetworkReader, TargetWriter, toTheEnd } from "../../sampling/index.ts";
import { type BenchmarkFigures, type BenchmarkOptions, medianSeconds } from "./benchmark.ts";
import type { WritingRow } from "./benchmarkRows.ts";

const SPECIALS = ["<unk>", "<eos>", "<bos>"];
/** Nobody writes what is so unlikely. */
const NEVER = -1000;

/** Writes an output for each source by beam search, with a network that has learnt nothing and never stops by itself. */
export async function benchmarkWriting(row: WritingRow, options: BenchmarkOptions): Promise<BenchmarkFigures> {
  const { sources: count, sourceLength, length, beam, vocabulary: size } = row;
  const { threads, build } = options;
  const { config, encoding, form } = writingNetwork(row);
  const model = formModel(form, { steps: 1, targetSteps: 1, batch: 1 });
  const engine = await Engine.create({ build, threads });
  const layout = layOutParameters(model.graph);
  const plan = new NetworkPlan(engine.memory, { layout, optimizer: { name: "sgd" }, threads });
  const network = new Network(plan);
  initialize(network, model, config);
  const vocabulary = encoding.target.vocabulary!;
  network.parameter("output.bias")[vocabulary.end!] = NEVER;
  const reader = new NetworkReader(
    { network: plan, form },
    {
      vocabulary,
      sources: count,
      rows: count * beam,
      ranked: beam,
      steps: [sourceLength],
      shards: threads,
      constant: true,
    },
  );
  const writer = new TargetWriter(reader, vocabulary);
  const random = Random.seeded(1, "benchmark");
  const sources = Array.from({ length: count }, () =>
    Int32Array.from({ length: sourceLength }, () => 1 + random.nextInt(size - 1)),
  );
  const penalties = { length: 0, coverage: 0 };
  const write = () => toTheEnd(writer.write(sources, { length, beam, penalties }));
  const median = medianSeconds(write, options.seconds);
  const memory = engine.memory.bytes;
  await engine.dispose();
  return { perSecond: (count * length) / median, gflops: null, memory };
}

/** The network of a row, and what its texts are read by. */
export function writingNetwork(row: WritingRow) {
  const encoding = encodingOf(row.vocabulary);
  const config = configOf(row);
  return { config, encoding, form: sequenceForm(config, encoding).form };
}

function encodingOf(size: number) {
  const symbols = (specials: readonly string[]) => [
    ...specials,
    ...Array.from({ length: size - specials.length }, (_, i) => String.fromCodePoint(0x4e00 + i)),
  ];
  const side = { version: 1, unit: "character", lowercase: false, unknown: 0 };
  return encodingFromJSON({
    ...{ ...side, symbols: symbols(["<unk>"]), inputs: [{ column: "source", kind: "text" }], target: "target" },
    ...{ targetCutting: "cut", targetVocabulary: { ...side, prompts: [], symbols: symbols(SPECIALS) } },
  });
}

function configOf({ cell, units, embedding, attention }: WritingRow) {
  const { config } = parseConfig(
    JSON.stringify({
      task: "sequence-to-sequence",
      data: { train: "pairs.tsv" },
      model: { cell, units, embedding, bidirectional: true, attention },
    }),
  );
  return config!;
}
