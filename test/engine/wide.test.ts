// Registers of 256 bits change no bit of what a network computes.
import { describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/index.ts";
import { buildModel, type CellName } from "../../src/model/index.ts";
import { coreNetwork, coreStep, builds as known, noClipping } from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

const engine = known.includes("relaxed") ? await Engine.create({ build: "relaxed" }) : undefined;

describe.runIf(engine?.bits === 256)("the relaxed core with registers of 256 bits", () => {
  const cells: CellName[] = ["lstm", "gru", "rnn"];
  // Rows of every height of a tile and of several tiles; panels of whole, half and no pairs; one row of up to
  // twelve panels at once.
  const cases = cells.flatMap((cell) =>
    [
      [1, 16],
      [1, 50],
      [2, 5],
      [3, 32],
      [5, 13],
      [7, 24],
      [13, 40],
      [16, 24],
    ].map(([batch, units]) => ({ cell, batch, units, vocabulary: 19 })),
  );
  // So many symbols that the output layer is one operation with its loss.
  const large = [13, 24, 37].map((units, i) => ({ cell: cells[i], batch: 9 + i, units, vocabulary: 1003 }));

  const title = "$cell, $batch rows, $units units, $vocabulary symbols: a step has the bits of 128";
  it.each([...cases, ...large])(title, async ({ cell, batch, units, vocabulary }) => {
    const options = { cell, layers: 2, units, embedding: 9, dropout: 0.1, bias: true };
    const dimensions = { steps: 4, batch, vocabulary };
    const values = randomValues(buildModel(options, dimensions, { training: true }), vocabulary, 7 + units);
    const [wide, narrow] = await Promise.all(
      ([256, 128] as const).map(async (bits) => {
        const core = await coreNetwork(options, dimensions, { build: "relaxed", bits });
        expect(core.engine.bits).toBe(bits);
        const before = coreStep(core, values);
        core.network.update(1, { ...noClipping, learningRate: 0.1 });
        const parameters = [...core.network.layout.places.keys()].map((name) => [...core.network.parameter(name)]);
        return { before, parameters };
      }),
    );
    expect(wide).toEqual(narrow);
  });
});
