// States of another input put into networks that read both ways, into encoders and decoders, and where one answer is made of all steps: what
// comes back, against the same in f64.
import { afterAll, expect, it } from "vitest";
import type { Encoding } from "../../../src/data/index.ts";
import {
  inputReading,
  NetworkLook,
  pairReading,
  patchAnswer,
  type Reading,
  textReading,
} from "../../../src/inspection/index.ts";
import { Networks, numbers, pairs, tags, tokens } from "../examples.ts";
import { reference, vocabulary } from "../looks.ts";

const nets = new Networks();
afterAll(() => nets.dispose());

const T = 5;
const tagged = (shift: number) => inputReading(tags, tokens(T, shift));
const rows = (phase: number) => {
  const vectors = Float32Array.from({ length: 2 * T }, (_, i) => 2 * Math.sin(i + phase));
  return inputReading(numbers, { length: T, steps: T, vectors, kept: [], unknown: [], truncated: 0 });
};
const pair = (shift: number, target: number[]) => pairReading(pairs, tokens(T, shift), { ids: target });

const model = { cell: "lstm", units: 4, layers: 2, embedding: 3, bidirectional: true };
const tagging = { task: "tagging", data: { train: "a.conll", input: "text", target: "tag" }, model };
const classes = (readout: string) => ({
  task: "classification",
  data: { train: "a.csv", input: ["x", "y"], target: "tag" },
  model: { cell: "gru", units: 4, bidirectional: readout !== "max", readout },
});
const translation = (attention: unknown) => ({
  task: "sequence-to-sequence",
  data: { train: "a.tsv", input: "source", target: "target", unit: "character" },
  model: { cell: "gru", units: 4, embedding: 3, bidirectional: true, attention, bridge: "linear" },
});
const cloze = {
  task: "language-model",
  data: { train: "a.txt", direction: "cloze" },
  model: { cell: "lstm", units: 4, embedding: 3 },
};

const lossIn = (logits: readonly number[], target: number) =>
  Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)) - logits[target];

const cases: [string, object, Encoding | undefined, Reading?, Reading?][] = [
  ["tags of both directions", tagging, tags, tagged(0), tagged(2)],
  ["the mean of both directions", classes("mean"), numbers, rows(0), rows(2)],
  ["the largest of all steps", classes("max"), numbers, rows(0), rows(2)],
  ["both ends", classes("ends"), numbers, rows(0), rows(2)],
  [
    "pairs with attention",
    translation({ name: "additive", size: 3, query: "after" }),
    pairs,
    pair(0, [3, 4]),
    pair(2, [5, 3]),
  ],
  ["pairs without attention", translation(null), pairs, pair(0, [3, 4]), pair(2, [5, 3])],
  ["both sides of a gap", cloze, undefined],
];

it.each(cases)("%s", async (_, json, encoding, corrupt, clean) => {
  const net = await nets.load(json, encoding, 6);
  const written = (text: string) => textReading(net.config, vocabulary, text);
  const [from, to] = [corrupt ?? written("abcde"), clean ?? written("ecbda")];
  const look = new NetworkLook(net, from);
  const step = net.perStep ? 2 : T - 1;
  const C = net.outputs;
  const row = net.perStep ? step : 0;
  const logitsOf = (all: readonly number[]) => all.slice(row * C, (row + 1) * C);
  const [before, after] = [from, to].map((reading) => reference(net, reading));
  // What the two differ in most.
  const differs = (id: number) => Math.abs(lossIn(logitsOf(before.logits), id) - lossIn(logitsOf(after.logits), id));
  const ids = [...Array(C).keys()].slice(encoding === pairs ? 1 : 0);
  const target = ids.reduce((most, id) => (differs(id) > differs(most) ? id : most));
  const answer = await patchAnswer(look, to, { step, symbol: net.names[target] });
  const { tensors, strips, recovery, whole, loss, steps } = answer;
  expect(loss.corrupt).toBeCloseTo(lossIn(logitsOf(before.logits), target), 4);
  expect(loss.clean).toBeCloseTo(lossIn(logitsOf(after.logits), target), 4);
  // Everything brings all back.
  expect(whole!.at(-1)).toBeCloseTo(1, 3);

  const { layers } = look.seen();
  const statesOf = (name: string) =>
    layers.flatMap((layer) =>
      layer.tensors
        .filter(({ kind }) => kind === "state")
        .filter((state) => ["all", state.name, layer.name, layer.name.split(".")[0]].includes(name))
        .map(({ label, width }) => ({ key: `${layer.name} ${label}`, width })),
    );
  const patched = (name: string, at: readonly number[]) => {
    const by = statesOf(name).flatMap(({ key, width }) => {
      const values = after.seen.get(key)!;
      return at
        .filter((t) => t * width < values.length)
        .map((t) => [`${key} ${t}`, values.slice(t * width, (t + 1) * width)] as const);
    });
    return lossIn(logitsOf(reference(net, from, undefined, new Map(by)).logits), target);
  };
  const range = loss.corrupt - loss.clean;
  tensors.forEach((name, i) => {
    expect(statesOf(name).length, name).toBeGreaterThan(0);
    const length = from.strips[strips[i]].symbols.length;
    for (const at of i % 2 > 0 ? [2, T - 1] : [0, 2]) {
      const found = recovery![i * steps + at];
      expect(Number.isNaN(found), `${name} at ${at}`).toBe(name !== "all" && at >= length);
      if (Number.isNaN(found)) continue;
      expect(Math.abs(range * found - (loss.corrupt - patched(name, [at]))), `${name} at ${at}`).toBeLessThan(1e-4);
    }
    const all = patched(name, [0, 1, 2, 3, 4]);
    expect(Math.abs(range * whole![i] - (loss.corrupt - all)), `${name} whole`).toBeLessThan(1e-4);
  });
  if (encoding !== pairs) return;
  expect(tensors.slice(0, 4)).toEqual(["encoder.l0.h", "encoder.l0.h_reverse", "encoder", "decoder.l0.h"]);
  // What is written later says nothing of what was written before.
  const earlier = await patchAnswer(look, to, { step: 1, symbol: net.names[target], tensors: ["decoder"] });
  expect(earlier.recovery === null || earlier.recovery[2]).toBe(earlier.recovery === null || 0);
});

it("a state that is not there and a step that one text does not have are said", async () => {
  const look = await nets.look(tagging, tags, tagged(0));
  const ask = (options: object) => patchAnswer(look, inputReading(tags, tokens(3, 2)), { symbol: "A", ...options });
  await expect(ask({ tensors: ["l9"] })).rejects.toMatchObject({ code: "no-such-tensor" });
  await expect(ask({ step: 4 })).rejects.toThrow("Step 4 is not in both texts: the shorter one has 3 steps");
});

it("one answer is that after all steps of each input, however long they are", async () => {
  const json = { ...classes("last"), model: { cell: "lstm", units: 4, readout: "last" } };
  const reading = (length: number, phase: number) => {
    const vectors = Float32Array.from({ length: 2 * length }, (_, i) => 2 * Math.sin(i + phase));
    return inputReading(numbers, { length, steps: length, vectors, kept: [], unknown: [], truncated: 0 }, [["B"]]);
  };
  const look = await nets.look(json, numbers, reading(5, 0));
  const other = new NetworkLook(look.net, reading(3, 2));
  const { loss, step, steps } = await patchAnswer(look, other.reading, { symbol: "B" });
  expect([step, steps]).toEqual([4, 3]);
  expect(loss.corrupt).toBeCloseTo(look.seen().predictions.surprise[0], 5);
  expect(loss.clean).toBeCloseTo(other.seen().predictions.surprise[0], 5);
});
