// States, gates, sums, terms and surprise against PyTorch in f64 (test/vectors/make_inspection.py).
import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { Vocabulary } from "../../src/data/index.ts";
import { InspectedNetwork, idsReading, NetworkLook } from "../../src/inspection/index.ts";
import { decodeSafetensors, type Tensor } from "../../src/tensors/index.ts";
import { configOf, difference } from "./looks.ts";

const file = new URL("../vectors/inspection.safetensors", import.meta.url);
const { tensors } = decodeSafetensors(readFileSync(file), "inspection.safetensors");
const letters = [..."abcdefghijk"].map((letter, i) => ({ codePoint: letter.codePointAt(0)!, count: 20 - i }));
const vocabulary = Vocabulary.fromCounts(letters, { size: null, minFrequency: 1, lowercase: false });

let net: InspectedNetwork | undefined;
afterAll(() => net?.dispose());

/** Those of a cell whose names begin so, by the rest of their names. */
function named(prefix: string): Map<string, Tensor> {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

it.each(["rnn", "lstm", "gru"])("%s", async (cell) => {
  const model = { cell, units: 5, layers: 2, embedding: 4 };
  const config = configOf({ task: "language-model", data: { train: "a.txt" }, model });
  await net?.dispose();
  net = await InspectedNetwork.load({ config, vocabulary, tensors: named(`${cell}.parameter.`) });
  const ids = tensors.get(`${cell}.inputs`)!.data as Int32Array;
  const look = new NetworkLook(net, idsReading(vocabulary, config, ids));
  const { layers, predictions } = look.seen();
  const expected = named(`${cell}.l`);
  const names = layers.flatMap(({ tensors: seen }) => seen.map(({ name }) => name));
  expect([...names, "logits"].toSorted()).toEqual([...expected.keys()].map((name) => `l${name}`).toSorted());
  for (const [name, { data, shape }] of expected) {
    const found = look.tensor(`l${name}`)!;
    expect(found.shape).toEqual(shape);
    expect(difference(found.values, data as Float64Array), name).toBeLessThan(2e-6);
  }
  const surprise = tensors.get(`${cell}.surprise`)!.data as Float64Array;
  expect(difference(predictions.surprise.subarray(0, -1), surprise)).toBeLessThan(2e-6);
});
