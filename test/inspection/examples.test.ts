// Activations of looks against the f64 interpreter where examples are read: tags of both directions, stacked, and encoders with decoders,
// with and without attention.
import { afterAll, describe, expect, it } from "vitest";
import type { Encoding } from "../../src/data/index.ts";
import { inputReading, NetworkLook, pairReading, type Reading } from "../../src/inspection/index.ts";
import { ids, Networks, numbers, pairs, tags, tokens } from "./examples.ts";
import { difference, reference } from "./looks.ts";

const BOUND = 2e-5;

const cells: Record<string, object> = {
  rnn: { cell: "rnn" },
  lstm: { cell: "lstm" },
  gru: { cell: "gru" },
  "gru original": { cell: "gru", resetAfter: false },
  "lstm peepholes": { cell: "lstm", peepholes: true },
  "lstm coupled": { cell: "lstm", coupledGates: true },
  "lstm projection": { cell: "lstm", projection: 2 },
  "lstm normalised": { cell: "lstm", layerNorm: true },
  "gru with zoneout": { cell: "gru", zoneout: 0.3 },
  clockwork: { cell: "clockwork", periods: [1, 2] },
  scrn: { cell: "scrn", contextUnits: 3 },
};

const nets = new Networks();
afterAll(() => nets.dispose());

async function check(json: object, encoding: Encoding, reading: Reading) {
  const net = await nets.load(json, encoding);
  const look = new NetworkLook(net, reading);
  const expected = reference(net, reading);
  const keys = look.seen().layers.flatMap(({ name, tensors: seen, strip }) => {
    return seen.map((tensor) => {
      const found = look.tensor(tensor.name)!;
      expect(found.shape).toEqual([reading.strips[strip].symbols.length, tensor.width]);
      expect(difference(found.values, expected.seen.get(`${name} ${tensor.label}`)!), tensor.name).toBeLessThan(BOUND);
      return `${name} ${tensor.label}`;
    });
  });
  expect(keys.sort()).toEqual([...expected.seen.keys()].sort());
  expect(difference(look.tensor("logits")!.values, expected.logits)).toBeLessThan(BOUND);
  return { look, expected };
}

describe("tags of both directions", () => {
  it.each(Object.keys(cells))("%s", async (name) => {
    const bias = name !== "scrn" && { bias: true };
    const model = { ...cells[name], units: 4, layers: 2, embedding: 3, bidirectional: true, ...bias };
    const data = { train: "a.conll", input: "text", target: "tag" };
    const reading = inputReading(
      tags,
      tokens(37),
      [...Array(37).keys()].map((t) => [["A", "B", "C"][t % 3]]),
    );
    const { look, expected } = await check({ task: "tagging", data, model }, tags, reading);
    const { surprise } = look.seen().predictions;
    const row = expected.logits.slice(0, 3);
    expect(surprise[0]).toBeCloseTo(Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[0], 4);
  });
});

describe("one class of a sequence of numbers", () => {
  it.each(["ends", "mean", "max"])("by %s of both directions", async (readout) => {
    const model = { cell: "gru", units: 3, bidirectional: true, readout };
    const vectors = Float32Array.from({ length: 70 }, (_, i) => Math.sin(i));
    const encoded = { length: 35, steps: 35, vectors, kept: [], unknown: [], truncated: 0 };
    const data = { train: "a.csv", input: ["x", "y"], target: "tag" };
    await check({ task: "classification", data, model }, numbers, inputReading(numbers, encoded, [["B"]]));
  });
});

describe("encoder and decoder", () => {
  const attentions = [
    null,
    { name: "general", query: "before" },
    { name: "additive", size: 3, query: "after" },
    { name: "additive", size: 3, query: "before" },
    { name: "general", query: "after" },
  ];
  it.each(Object.keys(cells))("%s", async (name) => {
    const index = Object.keys(cells).indexOf(name);
    const attention = attentions[index % attentions.length];
    const layers = 1 + (index % 2);
    const bidirectional = index % 3 > 0;
    const model = { ...cells[name], units: 4, layers, embedding: 3, bidirectional, attention, bridge: "linear" };
    const data = { train: "a.tsv", input: "source", target: "target", unit: "character" };
    const reading = pairReading(pairs, tokens(34), { ids: ids(7, 3, 3) });
    const { look, expected } = await check({ task: "sequence-to-sequence", data, model }, pairs, reading);
    const weights = look.tensor("attention");
    if (attention) expect(difference(weights!.values, expected.attention)).toBeLessThan(BOUND);
    else expect(weights).toBeUndefined();
    // The last layer says by itself what the network says.
    const { layers: seen, predictions } = look.seen();
    const said = look.says(seen.at(-1)!.name)!;
    expect("surprise" in said && [...said.surprise]).toEqual([...predictions.surprise]);
  });
});
