// How a text goes on without and with a change: as the sampler writes it, and against a plain loop over the f64 interpreter.
import { afterAll, expect, it } from "vitest";
import type { Change } from "../../../src/contracts/inspection/changes.ts";
import type { Encoding } from "../../../src/data/index.ts";
import { Vocabulary } from "../../../src/data/index.ts";
import {
  changedLook,
  inputReading,
  type NetworkLook,
  pairReading,
  writtenReading,
} from "../../../src/inspection/index.ts";
import { Drawer, Sampler, samplingRandom, startOf, TargetNetwork } from "../../../src/sampling/index.ts";
import { Networks, pairs, tags, target, tokens } from "../examples.ts";
import { halfAt, reference, vocabulary } from "../looks.ts";

const nets = new Networks();
afterAll(() => nets.dispose());

const writing = { length: 12, temperature: 0.8, seed: 3 };

async function samples(look: NetworkLook, changes: readonly Change[]) {
  const changed = await changedLook(look, changes, { writing });
  nets.add(changed.look.net);
  return changed.samples!;
}

/** Unit 1 of a tensor is a half, from a step on for good. */
function halved(tensor: string, from: number): Change {
  return { do: "clamp", tensor, unit: 1, value: 0.5, from, to: Number.MAX_SAFE_INTEGER };
}

/** Ids that follow in f64: the whole text is computed anew for each symbol. */
function followers({ net, reading }: NetworkLook, change: ReturnType<typeof halfAt>, temperature: number, end = -1) {
  const own = net.source.vocabulary ?? target;
  const drawer = new Drawer(own);
  const random = samplingRandom(writing.seed, 0);
  const isPair = reading.targets !== undefined;
  let read = isPair ? reading.targets!.slice(0, 1) : (reading.input.tokens as Int32Array);
  const drawn: number[] = [];
  while (drawn.length < writing.length && drawn.at(-1) !== end) {
    const now = isPair ? { ...reading, targets: read } : { ...reading, input: { length: read.length, tokens: read } };
    const { logits } = reference(net, now, change);
    const { id } = drawer.draw(Float32Array.from(logits.slice(-own.size)), { temperature }, random);
    drawn.push(id);
    read = Int32Array.of(...read, own.read(id));
  }
  return drawn;
}

it.each([
  ["lstm", "l0", "c"],
  ["gru", "l1", "h"],
])("a text is written on with a clamped unit of a %s as a plain loop in f64 writes it", async (cell, layer, label) => {
  const model = { cell, units: 5, layers: 2, embedding: 4 };
  const look = await nets.look({ task: "language-model", data: { train: "a.txt" }, model }, undefined);
  const { config, tensors } = look.net;
  const found = await samples(look, [halved(`${layer}.${label}`, 4)]);
  expect(found.texts.map(({ temperature }) => temperature)).toEqual([0, 0.8]);
  const sampler = await Sampler.load(config, vocabulary, tensors);
  for (const { temperature, before, after } of found.texts) {
    // Without the change it is what `sample` writes.
    expect(before).toBe(sampler.sample({ ...writing, prompt: "abcdea", temperature }).text);
    expect(after).toBe(vocabulary.decode(followers(look, halfAt(layer, label, 4), temperature)));
    expect(after.length).toBe(writing.length);
  }
  expect(look.seen().typed).toEqual({ text: "abcdea" });
  expect(found.texts.some(({ before, after }) => before !== after)).toBe(true);
});

it("of pairs it is what is written for the source, and after a changed symbol what follows that", async () => {
  const model = { cell: "lstm", units: 4, embedding: 3, bidirectional: true, attention: "additive" };
  const data = { train: "a.tsv", input: "source", target: "target", unit: "character" };
  const reading = pairReading(pairs, tokens(7), { ids: [3, 4, 5] });
  const look = await nets.look({ task: "sequence-to-sequence", data, model }, pairs, reading);
  const { config, tensors } = look.net;
  const { texts } = await samples(look, [halved("decoder.l0.h", 0), halved("encoder.l0.h", 2)]);
  const network = await TargetNetwork.load(config, pairs, tensors);
  const settings = { length: writing.length, beam: null, penalties: { length: 0, coverage: 0 } };
  const [[{ text }]] = network.write([reading.input.tokens as Int32Array], settings);
  expect(texts[0].before).toBe(text);
  const [encoder, decoder] = [halfAt("encoder.l0", "h", 2), halfAt("decoder.l0", "h", 0)];
  const both: typeof encoder = (at, tensor) => decoder(at, encoder(at, tensor));
  for (const { temperature, after } of texts) {
    const ids = followers(look, both, temperature, target.end);
    expect(after).toBe(target.decode(ids.at(-1) === target.end ? ids.slice(0, -1) : ids));
  }
  expect(look.seen().typed).toEqual({ text: look.reading.strips[0].symbols.join(""), target: "abc" });
  const other = await samples(look, [{ do: "symbol", strip: 1, step: 2, symbol: "c" }]);
  const begun = { ...look.reading, targets: look.reading.targets!.slice(0, 3).with(2, target.id("c")!) };
  const { logits } = reference(look.net, begun);
  const next = new Drawer(target).draw(
    Float32Array.from(logits.slice(-target.size)),
    { temperature: 0 },
    samplingRandom(0, 0),
  );
  expect(other.texts[0].after.slice(0, 1)).toBe(next.id === target.end ? "" : target.symbol(next.id));
});

it("an example is written on from its label, and a tagger writes nothing", async () => {
  const counts = [..."abcd"].map((letter, i) => ({ codePoint: letter.codePointAt(0)!, count: 9 - i }));
  const limits = { size: null, minFrequency: 1, lowercase: false };
  const written = Vocabulary.fromCounts(counts, limits, ["<label good>", "<label bad>"]);
  const side = { vocabulary: written, cutting: "cut" as const };
  const encoding: Encoding = {
    source: { ...side, inputs: [{ column: "label", kind: "text" }], features: [] },
    target: { ...side, column: "text", labels: [], numbers: [], prompts: ["good", "bad"] },
  };
  const model = { cell: "gru", units: 4 };
  const data = { train: "a.csv", input: "label", target: "text" };
  const reading = writtenReading(encoding, startOf(encoding, "bad", 0), "ab");
  const look = await nets.look({ task: "generation", data, model }, encoding, reading);
  expect(look.seen().typed).toEqual({ text: "ab", start: "bad" });
  const { texts } = await samples(look, []);
  const sampler = await Sampler.load(look.net.config, written, look.net.tensors, encoding);
  for (const { temperature, before, after } of texts) {
    expect(after).toBe(before);
    expect(before).toBe(sampler.sample({ ...writing, prompt: "ab", start: "bad", temperature }).text);
  }

  const tagging = { task: "tagging", data: { train: "a.conll", input: "text", target: "tag" }, model };
  const tagger = await nets.look(tagging, tags, inputReading(tags, tokens(6)));
  expect(await samples(tagger, [])).toBeUndefined();
});
