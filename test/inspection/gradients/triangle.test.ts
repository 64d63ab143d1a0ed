import { expect, test } from "vitest";
import { gradientTriangle } from "../../../src/inspection/gradients/triangle.ts";
import { everyNetwork, Reference, randomPassage } from "../../support/passages.ts";

const T = 6;

/** ‖∂L_t/∂state_s‖ by layer, by central differences of what steps s + 1 … t make of the state after s. */
function slopes(reference: Reference, s: number, t: number): Map<string, number> {
  const epsilon = 1e-5;
  const { states } = reference.run(0, s);
  const squares = new Map<string, number>();
  for (const [name, values] of states) {
    const layer = name.split(".")[1];
    if (name.endsWith(".t")) continue;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      values[i] = value + epsilon;
      const above = reference.run(s + 1, t, states).loss;
      values[i] = value - epsilon;
      const below = reference.run(s + 1, t, states).loss;
      values[i] = value;
      squares.set(layer, (squares.get(layer) ?? 0) + ((above - below) / (2 * epsilon)) ** 2);
    }
  }
  return new Map([...squares].map(([layer, sum]) => [layer, Math.sqrt(sum)]));
}

test.each(everyNetwork(2))(
  "the gradients of states of a %s network are those of central differences",
  async (_, options) => {
    const passage = randomPassage(options, T);
    const { layers, steps } = await gradientTriangle(passage);
    expect([...steps]).toEqual([0, 1, 2, 3, 4, 5]);
    const reference = new Reference(passage);
    for (const [s, t] of [
      [0, 5],
      [2, 5],
      [4, 5],
      [1, 3],
    ]) {
      for (const [layer, slope] of slopes(reference, s, t)) {
        const { norms } = layers.find((one) => one.layer === layer)!;
        expect(
          Math.abs(norms[t * T + s] - slope),
          `${layer}, ${s} of ${t}: ${norms[t * T + s]}, ${slope}`,
        ).toBeLessThan(1e-5 + 1e-4 * slope);
      }
    }
  },
);

test("a long text tells how far its triangle is all the way, and ends where whoever hears it throws", async () => {
  const options = { cell: "rnn" as const, layers: 1, units: 4, embedding: 0, dropout: 0, bias: true };
  const passage = randomPassage(options, 2000);
  const told: number[] = [];
  await gradientTriangle(passage, { stride: 100, progress: (share) => told.push(share) });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  // Some while it reads, some while it goes back in the one block that its losses are.
  expect(told.filter((share) => share < 0.2).length).toBeGreaterThan(3);
  expect(told.filter((share) => share > 0.4 && share < 1).length).toBeGreaterThan(3);
  const stop = new Error("enough");
  const ended = gradientTriangle(passage, {
    stride: 100,
    progress: (share) => {
      if (share > 0.1) throw stop;
    },
  });
  await expect(ended).rejects.toBe(stop);
});
