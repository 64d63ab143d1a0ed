// Targets that networks write and score, held against the whole network in f64.
import { expect, it } from "vitest";
import type { Config } from "../../src/config/index.ts";
import type { Encoding } from "../../src/data/index.ts";
import { Engine, Network, NetworkPlan } from "../../src/engine/index.ts";
import { Interpreter, layOutParameters } from "../../src/graph/index.ts";
import { formModel, sequenceForm } from "../../src/networks/index.ts";
import {
  NetworkReader,
  type Output,
  TargetNetwork,
  type TargetSettings,
  TargetWriter,
  targetSettings,
  toTheEnd,
} from "../../src/sampling/index.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { builds } from "../support/networks.ts";
import { pairConfig, pairEncoding, pairParameters } from "../support/pairs.ts";

const encoding = pairEncoding("abcdefg", "uvwxyz");
const sources = ["abc", "gfedcba", "d", "ggggg"].map((text) => encoding.source.vocabulary!.encode(text).ids);

/** Log-probabilities (symbols, V) and attention (symbols, source tokens) of one pair, by the interpreter. */
function exact(
  config: Config,
  of: Encoding,
  tensors: ReadonlyMap<string, Tensor>,
  source: Int32Array,
  target: number[],
) {
  const { form, widths } = sequenceForm(config, of);
  const model = formModel(form, { steps: source.length, targetSteps: target.length + 1, batch: 1 });
  const interpreter = new Interpreter(model.graph);
  for (const { name } of model.graph.parameters()) interpreter.set(name, tensors.get(name)!.data as Float32Array);
  const feeds: Record<string, Int32Array> = {
    inputs: source,
    lengths: Int32Array.of(source.length),
    targetInputs: Int32Array.of(widths.ends!.start, ...target),
    targetLengths: Int32Array.of(target.length + 1),
  };
  for (const { name, tensor } of model.feeds) interpreter.set(tensor, feeds[name]);
  interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1 });
  const rows = (name: string) => {
    const output = model.outputs.find((each) => each.name === name);
    if (!output) return undefined;
    const all = interpreter.value(output.tensor) as Float64Array;
    return Array.from({ length: target.length + 1 }, (_, u) => [
      ...all.subarray(u * output.width, (u + 1) * output.width),
    ]);
  };
  const logits = rows("logits")!;
  const nats = logits.map((row) => {
    const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    return row.map((x) => x - total);
  });
  return { nats, attention: rows("attention") };
}

const forms: Record<string, object> = {
  "without attention": { cell: "lstm", layers: 2 },
  "additive before, both directions": { bidirectional: true, attention: "additive", decoder: { units: 9 } },
  "general after, two layers": { attention: "general", layers: 2, decoder: { cell: "lstm", units: 7 } },
  "dot after, copied": { cell: "lstm", attention: "dot", bridge: "copy" },
  "general before, from zero": {
    attention: { name: "general", query: "before" },
    bridge: "zero",
    decoder: { cell: "scrn" },
  },
  "dot before, normalised, two layers": { attention: { name: "dot", query: "before" }, layers: 2, layerNorm: true },
};

it.each(Object.entries(forms))("writing and scoring agree with the network in f64: %s", async (_, model) => {
  const config = pairConfig({ model });
  const tensors = pairParameters(config, encoding);
  const network = await TargetNetwork.load(config, encoding, tensors);
  const { end } = encoding.target.vocabulary!;
  const settings: TargetSettings = { ...targetSettings(config, encoding), length: 6 };
  const check = (source: Int32Array, { ids, stopped, logProbability, alignment }: Output) => {
    const { nats, attention } = exact(config, encoding, tensors, source, ids);
    const written = stopped ? [...ids, end!] : ids;
    expect(logProbability).toBeCloseTo(
      written.reduce((sum, id, u) => sum + nats[u][id], 0),
      3,
    );
    if (attention) expectClose(alignment!, attention.slice(0, written.length));
    else expect(alignment).toBeNull();
    return nats;
  };
  const greedy = network.write(sources, settings);
  sources.forEach((source, s) => {
    const [output] = greedy[s];
    const nats = check(source, output);
    [...output.ids, ...(output.stopped ? [end!] : [])].forEach((id, u) => {
      const best = Math.max(...nats[u].filter((_, symbol) => symbol !== 0 && symbol !== 2));
      expect(nats[u][id]).toBeGreaterThan(best - 1e-4);
    });
  });
  const best = network.write(sources, { ...settings, beam: 4, count: 4 });
  // What was made of the parameters is still there.
  expect(network.write(sources, { ...settings, beam: 4, count: 4 })).toEqual(best);
  sources.forEach((source, s) => {
    for (const output of best[s]) check(source, output);
  });
  const pairs = sources.flatMap((source, s) => best[s].map(({ ids }) => ({ source, target: Int32Array.from(ids) })));
  for (const [i, { logProbabilities, attention }] of network.score(pairs).entries()) {
    const { source, target } = pairs[i];
    const known = exact(config, encoding, tensors, source, [...target]);
    const wanted = [...target, end!].map((id, u) => known.nats[u][id]);
    expectClose([logProbabilities], [wanted]);
    if (known.attention)
      expectClose(
        attention.map((row) => [...row]),
        known.attention,
      );
    // A target that was written has the log-probability that it was written with.
    const output = best.flat()[i];
    if (output.stopped) expect(logProbabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(output.logProbability, 4);
  }
});

it("a long text among short ones is read alone, and what belongs to the others stays as it is", async () => {
  const config = pairConfig({ model: { attention: "general" } });
  const network = await TargetNetwork.load(config, encoding, pairParameters(config, encoding, 0.5));
  // Together their minibatch would need 16 × 30,000 × 30,000 numbers.
  const long = new Int32Array(30_000).fill(1);
  const target = Int32Array.of(3, 4);
  const short = sources.map((source) => ({ source, target }));
  const pairs = [
    short[0],
    { source: sources[0], target: long.map(() => 3) },
    short[1],
    { source: long, target },
    short[2],
  ];
  const scored = network.score(pairs);
  expect(scored.map(({ logProbabilities }) => logProbabilities.length)).toEqual([3, 30_001, 3, 3, 3]);
  const alone = network.score(short.slice(0, 3));
  expectClose(
    [0, 2, 4].map((i) => scored[i].logProbabilities),
    alone.map(({ logProbabilities }) => logProbabilities),
  );
  const settings: TargetSettings = { ...targetSettings(config, encoding), length: 4 };
  const written = network.write([sources[0], long, sources[1]], settings).map(([{ ids }]) => ids);
  const [first, second] = network.write(sources.slice(0, 2), settings).map(([{ ids }]) => ids);
  expect([written[0], written[2]]).toEqual([first, second]);
  expect(written[1].length).toBeGreaterThan(0);
});

it.each(builds)("threads change no bit of what the %s core finds", async (build) => {
  const config = pairConfig({ model: { bidirectional: true, attention: "additive" } });
  const tensors = pairParameters(config, encoding);
  const { form } = sequenceForm(config, encoding);
  const vocabulary = encoding.target.vocabulary!;
  const settings: TargetSettings = { ...targetSettings(config, encoding), length: 6, beam: 4, count: 4 };
  const written = async (threads: number) => {
    const engine = await Engine.create({ build, threads });
    const layout = layOutParameters(formModel(form, { steps: 1, targetSteps: 1, batch: 1 }).graph);
    const plan = new NetworkPlan(engine.memory, { layout, optimizer: { name: "sgd" }, threads });
    const network = new Network(plan);
    for (const [name, { data }] of tensors) network.parameter(name).set(data as Float32Array);
    // Six sources of four rows go to any of these numbers of threads, and the last two begin again with the fourth.
    const sizes = { sources: 6, rows: 24, ranked: 4, shards: threads };
    const reader = new NetworkReader({ network: plan, form }, { vocabulary, ...sizes });
    const found = toTheEnd(new TargetWriter(reader, vocabulary).write(sources, settings));
    await engine.dispose();
    return found;
  };
  const one = await written(1);
  expect(one.flat()).toHaveLength(4 * sources.length);
  for (const threads of [2, 3]) expect(await written(threads)).toEqual(one);
});

function expectClose(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  found.forEach((row, i) => {
    row.forEach((x, j) => {
      expect(x).toBeCloseTo(wanted[i][j], 3);
    });
  });
}
