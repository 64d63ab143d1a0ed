import { expect, test } from "vitest";
import { byLag } from "../../../src/inspection/gradients/byLag.ts";
import { gradientTriangle } from "../../../src/inspection/gradients/triangle.ts";
import { randomPassage } from "../../support/passages.ts";

/** A network of one layer of linear units, each of which hands on so much of itself and reads nothing. */
function linear(weight: number, T: number) {
  const units = 3;
  const passage = randomPassage(
    { cell: "rnn", activation: "identity", layers: 1, units, embedding: 0, dropout: 0, bias: false },
    T,
  );
  const recurrent = Float32Array.from({ length: units * units }, (_, i) => (i % (units + 1) === 0 ? weight : 0));
  const weights = { shape: [units, units], dtype: "F32" as const, data: recurrent };
  const input = passage.tensors.get("rnn.weight_ih_l0")!;
  const nothing = { ...input, data: new Float32Array(input.data.length) };
  const tensors = new Map(passage.tensors).set("rnn.weight_hh_l0", weights).set("rnn.weight_ih_l0", nothing);
  return { ...passage, tensors };
}

test.each([
  // 0.9⁴⁴ = 0.0097 and 0.9⁴³ = 0.0108; 1.1⁴⁹ = 106.7 and 1.1⁴⁸ = 97.
  [0.9, "vanishes", 44],
  [1, "healthy", 75],
  [1.1, "explodes", 49],
])("gradients of linear units that hand on %s of themselves: %s (%i)", async (weight, verdict, lag) => {
  const [found] = byLag(await gradientTriangle(linear(weight, 100)));
  expect(found).toMatchObject({ layer: "l0", verdict, lag });
  expect(found.relative.length).toBe(100);
  found.relative.forEach((value, k) => {
    expect(value / weight ** k).toBeCloseTo(1, 3);
  });
  expect([...found.losses]).toEqual(Array.from({ length: 100 }, (_, k) => 100 - k));
});

test("a gradient too small for f32 is 0, one too large infinite", async () => {
  const gone = await gradientTriangle(linear(0.09, 60));
  const [{ norms }] = gone.layers;
  expect(norms[59 * 60]).toBe(0);
  expect(norms[59 * 60 + 40] / norms[59 * 60 + 59] / 0.09 ** 19).toBeCloseTo(1, 3);
  expect(byLag(gone)[0]).toMatchObject({ verdict: "vanishes", lag: 2 });
  const grown = await gradientTriangle(linear(11, 60));
  expect(grown.layers[0].norms[59 * 60]).toBe(Number.POSITIVE_INFINITY);
  expect(byLag(grown)[0]).toMatchObject({ verdict: "explodes", lag: 2 });
});
