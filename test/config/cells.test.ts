import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cellNames, factsOf } from "../../src/config/cells/index.ts";
import { COSTS, type Schema, slower } from "../../src/config/keys/fields.ts";
import { cellKeys, stackKeys } from "../../src/config/keys/layer.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { benchedCells } from "../bench/cells.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const layerKeys = { ...cellKeys, ...stackKeys } as unknown as Record<string, Schema>;

/** Every key of a layer, switched on; null for those that are a choice of cell or a size. */
const switchedOn: Record<string, Partial<ModelOptions> | null> = {
  cell: null,
  units: null,
  activation: { cell: "rnn", activation: "relu" },
  leak: { cell: "rnn", leak: 0.5 },
  peepholes: { peepholes: true },
  coupledGates: { coupledGates: true },
  inputActivation: { inputActivation: "identity" },
  outputActivation: { outputActivation: "identity" },
  projection: { projection: 2 },
  forgetBias: { forgetBias: 1 },
  resetAfter: { cell: "gru", resetAfter: false },
  periods: { cell: "clockwork", periods: [1, 3] },
  contextUnits: { cell: "scrn", contextUnits: 3 },
  contextDecay: { cell: "scrn", contextDecay: 0.5 },
  bias: { bias: false },
  bidirectional: { bidirectional: true },
  layerNorm: { layerNorm: true },
  variationalDropout: { variationalDropout: 0.2 },
  recurrentDropout: { recurrentDropout: 0.2 },
  zoneout: { zoneout: 0.1 },
};

/** Whether one operation goes over all time steps: longer sequences then need no more operations. */
function isFused(options: Partial<ModelOptions>): boolean {
  const all: ModelOptions = { cell: "lstm", units: 8, layers: 1, embedding: 4, dropout: 0, bias: true, ...options };
  const [few, many] = [3, 9].map((steps) => {
    return buildModel(all, { vocabulary: 5, steps, batch: 2 }, { training: true }).graph.nodes.length;
  });
  return few === many;
}

describe("what a cell or an option costs", () => {
  test("every key of a layer is among those that are looked at", () => {
    expect(Object.keys(switchedOn).toSorted()).toEqual(Object.keys(layerKeys).toSorted());
  });

  test.each([...cellNames])("cell %s has a fused form, or says that it is slower", (cell) => {
    expect(isFused({ cell }) || cell in COSTS).toBe(true);
  });

  test.each(Object.keys(switchedOn))("%s keeps the fused form, or says that it is slower", (key) => {
    const options = switchedOn[key];
    expect(options === null || isFused(options) || key in COSTS).toBe(true);
  });

  test.each(Object.keys(COSTS) as (keyof typeof COSTS)[])("%s says how much slower it is where it is chosen", (key) => {
    const cell = cellNames.find((name) => name === (key as string));
    expect(cell ? factsOf(cell).about : layerKeys[key].markdownDescription).toContain(slower(key));
  });

  test("the bench measures every cell and every option that may cost time", () => {
    const measured = new Set(Object.values(benchedCells).map((row) => row(128).key));
    const sizes = ["cell", "units", "periods", "contextUnits", "contextDecay"];
    const wanted = [...cellNames, ...Object.keys(layerKeys).filter((key) => !sizes.includes(key))];
    expect(wanted.filter((key) => !measured.has(key))).toEqual([]);
  });
});

describe("adding a cell touches its own two files and two tables", () => {
  test("no other file of src knows SCRN", () => {
    const files = globSync("**/*.ts", { cwd: src });
    const knowing = files.filter((file) => /scrn/i.test(file) || /scrn/i.test(readFileSync(`${src}/${file}`, "utf8")));
    expect(knowing.map((file) => file.replaceAll("\\", "/")).toSorted()).toEqual([
      "config/cells/index.ts",
      "config/cells/scrn.ts",
      "model/cells.ts",
      "model/scrn.ts",
    ]);
  });
});
