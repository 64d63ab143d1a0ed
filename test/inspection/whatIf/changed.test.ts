// A network with something changed against the same change in f64: the value in the place of what the cell shows, in the whole graph.
import { afterAll, expect, it } from "vitest";
import type { Change } from "../../../src/contracts/inspection/changes.ts";
import { changedLook, type InspectedNetwork, NetworkLook, textReading } from "../../../src/inspection/index.ts";
import { difference, halfAt, lettersText, randomLanguageModel, reference, vocabulary } from "../looks.ts";

/** More than a stretch. */
const text = lettersText(36);

const nets: InspectedNetwork[] = [];
afterAll(async () => {
  await Promise.all(nets.map((net) => net.dispose()));
});

async function lookAt(model: object, data: object = {}) {
  const { config, net } = await randomLanguageModel(model, data);
  const look = new NetworkLook(net, textReading(config, vocabulary, text, "cold"));
  nets.push(net);
  return look;
}

async function changedBy(look: NetworkLook, changes: readonly Change[]) {
  // What is written on has a test of its own.
  const changed = await changedLook(look, changes, { writing: { length: 1 } });
  nets.push(changed.look.net);
  return changed;
}

const cells: [string, object, string[], object?][] = [
  ["rnn", { cell: "rnn" }, ["h", "pre.h"]],
  ["leaky rnn", { cell: "rnn", leak: 0.3 }, ["h", "value"]],
  ["lstm", { cell: "lstm" }, ["c", "i", "o", "pre.f"]],
  ["lstm with peepholes, coupled", { cell: "lstm", peepholes: true, coupledGates: true }, ["c", "f", "o"]],
  ["lstm normalised, zoned out", { cell: "lstm", layerNorm: true, zoneout: 0.2 }, ["c", "i"]],
  ["gru", { cell: "gru" }, ["h", "r", "z", "n"]],
  ["original gru", { cell: "gru", resetAfter: false }, ["h", "r", "z"]],
  ["clockwork", { cell: "clockwork", periods: [1, 2] }, ["h"]],
  ["scrn", { cell: "scrn", contextUnits: 3 }, ["h", "s"]],
  ["convolution", { kind: "convolution", kernel: 3 }, ["h"]],
  ["lstm of both sides", { cell: "lstm" }, ["c", "o"], { direction: "cloze" }],
];

it.each(cells)("a clamp in a %s network", async (_, model, labels, data) => {
  const look = await lookAt({ units: 4, layers: 2, embedding: 3, ...model }, data);
  const layer = data ? "l0_reverse" : "l0";
  for (const label of labels) {
    const name = data ? `l0.${label}_reverse` : `l0.${label}`;
    const clamp = { do: "clamp", tensor: name, unit: 1, value: 0.5, from: 30, to: 34 } as const;
    const { look: changed } = await changedBy(look, [clamp]);
    expect(
      difference(
        changed.tensor("logits")!.values,
        reference(look.net, look.reading, halfAt(layer, label, 30, 34)).logits,
      ),
      name,
    ).toBeLessThan(2e-5);
    const { values, shape } = changed.tensor(name)!;
    expect([30, 31, 32, 33].map((t) => values[t * shape[1] + 1])).toEqual([0.5, 0.5, 0.5, 0.5]);
  }
});

it("nothing changed is the same to the bit, and another symbol is another text", async () => {
  const look = await lookAt({ cell: "gru", units: 4, layers: 2 });
  const logits = (one: NetworkLook) => one.tensor("logits")!.values;
  const same = await changedBy(look, []);
  expect(logits(same.look)).toEqual(logits(look));
  expect(same.loss.after).toBe(same.loss.before);

  const { look: changed, loss } = await changedBy(look, [{ do: "symbol", strip: 0, step: 6, symbol: "e" }]);
  const { config } = look.net;
  const read = (look.reading.input.tokens as Int32Array).with(6, vocabulary.encode("e").ids[0]);
  const other = { ...look.reading, input: { length: read.length, tokens: read } };
  expect(logits(changed)).toEqual(logits(new NetworkLook(look.net, other)));
  expect(changed.seen().strips[0].symbols[6]).toBe("e");
  expect(changed.seen().predictions.actual[5]).toBe("e");
  expect(loss.from).toBe(6);
  expect(config.task).toBe("language-model");
});

it("without recurrence W_hh is zero", async () => {
  const look = await lookAt({ cell: "lstm", units: 4, layers: 2 });
  const { look: changed } = await changedBy(look, [{ do: "withoutRecurrence", layer: "l1" }]);
  expect(changed.tensor("l1.term.f.recurrent")!.values.every((x) => x === 0)).toBe(true);
  expect(changed.tensor("l0.h")!.values).toEqual(look.tensor("l0.h")!.values);
  expect(changed.tensor("l1.h")!.values).not.toEqual(look.tensor("l1.h")!.values);
});

it("what cannot be changed is said", async () => {
  const look = await lookAt({ cell: "gru", units: 4 });
  const clamp = { do: "clamp", tensor: "l0.h", unit: 1, value: 0, from: 0, to: 1 } as const;
  const refused: [Change, string][] = [
    [{ ...clamp, tensor: "l0.c" }, "no-such-clamp"],
    [{ ...clamp, unit: 4 }, "no-such-unit"],
    [{ ...clamp, from: 99, to: 100 }, "no-such-steps"],
    [{ do: "symbol", strip: 0, step: 1, symbol: "ab" }, "not-one-symbol"],
    [{ do: "symbol", strip: 0, step: 1, symbol: "q" }, "not-one-symbol"],
    [{ do: "withoutRecurrence", layer: "l7" }, "no-such-layer"],
  ];
  for (const [change, code] of refused) await expect(changedLook(look, [change])).rejects.toMatchObject({ code });
});

it("a clamp beyond the text holds in what is written on, which is said; where nothing is written there is no such step", async () => {
  const clamp = { do: "clamp", tensor: "l0.h", unit: 1, value: 0, from: 30, to: 99 } as const;
  const look = await lookAt({ cell: "gru", units: 4 });
  const { look: changed } = await changedBy(look, [clamp]);
  const last = look.reading.strips[0].symbols.length - 1;
  expect(changed.seen().notes.at(-1)).toBe(
    `The input ends with step ${last}: at steps ${last + 1} to 98 l0.h is held in what is written on.`,
  );
  const gap = await lookAt({ cell: "gru", units: 4 }, { direction: "cloze" });
  await expect(changedLook(gap, [clamp])).rejects.toMatchObject({ code: "no-such-steps" });
});
