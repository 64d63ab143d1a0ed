// Activations, gates, sums, terms and predictions of looks against the f64 interpreter, for all cells, stacked, in both directions, of both
// sides of a gap.
import { afterAll, describe, expect, it } from "vitest";
import { type InspectedNetwork, NetworkLook, textReading } from "../../src/inspection/index.ts";
import { cellVariants, unitsOf } from "../support/cells.ts";
import { difference, lettersText, randomLanguageModel, reference, vocabulary } from "./looks.ts";

const BOUND = 2e-5;
/** More than a stretch. */
const text = lettersText(40);

const nets: InspectedNetwork[] = [];
afterAll(async () => {
  await Promise.all(nets.map((net) => net.dispose()));
});

async function lookAt(model: object, data: object = {}) {
  const { config, net } = await randomLanguageModel(model, data);
  nets.push(net);
  const reading = textReading(config, vocabulary, text);
  return { look: new NetworkLook(net, reading), expected: reference(net, reading) };
}

const usual = Object.fromEntries(
  (["rnn", "lstm", "gru"] as const).flatMap((cell) => [
    [cell, { cell, units: 4 }],
    [`${cell} normalised`, { cell, units: 4, layerNorm: true }],
    [`${cell} with zoneout`, { cell, units: 4, zoneout: 0.2 }],
  ]),
);
const variants = Object.fromEntries(
  Object.entries(cellVariants).map(([name, { cell, kind, ...variant }]) => {
    return [name, { ...(kind ? { kind } : { cell }), ...variant, units: unitsOf(cellVariants[name], 4) }];
  }),
);
const cells: Record<string, object> = { ...usual, ...variants };

describe("what is seen is what the definition computes in f64", () => {
  it.each(Object.keys(cells))("%s", async (name) => {
    const { look, expected } = await lookAt({ ...cells[name], layers: name in usual ? 2 : 1, embedding: 3 });
    check(look, expected);
  });

  it("groups of a Clockwork layer, with usual periods too", async () => {
    const { look } = await lookAt({ cell: "clockwork", units: 8 });
    expect(look.seen().layers[0].groups).toEqual(
      [1, 2, 4, 8].map((period, i) => ({ from: 2 * i, to: 2 * i + 2, period })),
    );
  });

  it.each(["rnn", "lstm", "gru"])("%s of both sides", async (cell) => {
    const { look, expected } = await lookAt({ cell, units: 3, layers: 2 }, { direction: "cloze" });
    check(look, expected);
  });
});

function check(look: NetworkLook, expected: ReturnType<typeof reference>): void {
  const { layers, predictions } = look.seen();
  const T = look.reading.input.length;
  const keys = new Set<string>();
  for (const { name, tensors } of layers) {
    for (const tensor of tensors) {
      const key = `${name} ${tensor.label}`;
      keys.add(key);
      const found = look.tensor(tensor.name)!;
      expect(found.shape).toEqual([T, tensor.width]);
      expect(difference(found.values, expected.seen.get(key)!), key).toBeLessThan(BOUND);
    }
  }
  expect([...keys].sort()).toEqual([...expected.seen.keys()].sort());
  expect(difference(look.tensor("logits")!.values, expected.logits)).toBeLessThan(BOUND);

  // Rows of a tensor are those of the whole, also where they are computed again.
  const [{ name }] = layers[0].tensors;
  const [whole, some] = [look.tensor(name)!, look.tensor(name, 30, 38)!];
  const width = whole.shape[1];
  expect(some).toMatchObject({ from: 30, shape: [8, width] });
  expect([...some.values]).toEqual([...whole.values.subarray(30 * width, 38 * width)]);

  const wanted = look.reading.wanted as { ids: Int32Array };
  const V = vocabulary.size;
  predictions.surprise.forEach((nats, t) => {
    const row = expected.logits.slice(t * V, (t + 1) * V);
    const sum = Math.log(row.reduce((total, x) => total + Math.exp(x), 0));
    if (wanted.ids[t] < 0) expect(nats).toBeNaN();
    else expect(nats).toBeCloseTo(sum - row[wanted.ids[t]], 4);
    const { candidates } = predictions;
    const best = row.indexOf(Math.max(...row));
    expect(candidates!.names[candidates!.ids[t * candidates!.top]]).toBe(vocabulary.symbol(best));
    expect(candidates!.probabilities[t * candidates!.top]).toBeCloseTo(Math.exp(row[best] - sum), 4);
  });
}
