// What a sweep is, without training: its trials, what ends early, which setting matters.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Sweep } from "../../src/config/index.ts";
import { Halving, importanceOf, rungsOf, trialsOf } from "../../src/sweeps/index.ts";

const sweep = (parameters: Sweep["parameters"], more: Partial<Sweep> = {}): Sweep => ({
  ...{ parameters, method: "random", trials: 20, figure: "loss", minSteps: null, ...more },
});

describe("trials", () => {
  test("of a grid are all combinations, each once", () => {
    const found = trialsOf(
      sweep(
        [
          ["model.units", [64, 128, 64]],
          ["model.cell", ["gru", "lstm"]],
        ],
        { method: "grid" },
      ),
      1,
    );
    expect(found.map((trial) => trial.map(({ value }) => value))).toEqual([
      [64, "gru"],
      [64, "lstm"],
      [128, "gru"],
      [128, "lstm"],
    ]);
    expect(found[0]).toEqual([
      { key: "model.units", value: 64 },
      { key: "model.cell", value: "gru" },
    ]);
  });

  test("are drawn from a seed, more of them begin with the same, and none comes twice", () => {
    const parameters: Sweep["parameters"] = [
      ["training.learningRate", { logUniform: [1e-4, 1e-2] }],
      ["model.dropout", { uniform: [0, 0.5] }],
      ["model.units", { integer: [3, 5] }],
    ];
    const found = trialsOf(sweep(parameters, { trials: 200 }), 3);
    expect(trialsOf(sweep(parameters, { trials: 20 }), 3)).toEqual(found.slice(0, 20));
    expect(trialsOf(sweep(parameters), 4)).not.toEqual(found.slice(0, 20));
    const column = (i: number) => found.map((trial) => trial[i].value as number).sort((a, b) => a - b);
    const [rates, dropouts, units] = [column(0), column(1), column(2)];
    expect(rates[0]).toBeGreaterThanOrEqual(1e-4);
    expect(rates[199]).toBeLessThanOrEqual(1e-2);
    // The middle of a log-uniform range is the geometric mean of its ends.
    expect(Math.abs(Math.log10(rates[100]) + 3)).toBeLessThan(0.2);
    expect(Math.abs(dropouts[100] - 0.25)).toBeLessThan(0.06);
    expect(new Set(units)).toEqual(new Set([3, 4, 5]));
    for (const rate of rates) expect(String(rate).replace(/e.*|^0\.0*|\./g, "").length).toBeLessThanOrEqual(4);
    const widths = trialsOf(sweep([["model.units", { logUniform: [8, 512] }]]), 1).map(
      ([{ value }]) => value as number,
    );
    expect(widths.every((width) => Number.isInteger(width) && width >= 8 && width <= 512)).toBe(true);
    // Six combinations are all there are.
    const few = trialsOf(
      sweep([
        ["model.units", [1, 2]],
        ["model.layers", { integer: [1, 3] }],
      ]),
      1,
    );
    expect(new Set(few.map((trial) => JSON.stringify(trial))).size).toBe(6);
    expect(few).toHaveLength(6);
  });
});

describe("halving", () => {
  interface Case {
    minSteps: number;
    steps: number;
    rises: boolean;
    decisions: { trial: number; step: number; value: number; goesOn: boolean }[];
  }
  const cases: Case[] = JSON.parse(readFileSync(new URL("../vectors/asha.json", import.meta.url), "utf8"));

  test.each(cases)("decides as Ray Tune: rungs from $minSteps to $steps", ({ minSteps, steps, rises, decisions }) => {
    const rungs = rungsOf(minSteps, steps);
    expect(new Set(decisions.map(({ step }) => step))).toEqual(new Set(rungs));
    const halving = new Halving(rises);
    for (const { trial, step, value, goesOn } of decisions)
      expect({ trial, step, value, goesOn: halving.decide(trial, step, value).goesOn }).toEqual({
        ...{ trial, step, value, goesOn },
      });
  });

  test("goes on as it was decided before, and ends what is not finite", () => {
    const first = new Halving(false);
    expect(first.decide(1, 10, 2)).toEqual({ trial: 1, step: 10, value: 2, cutoff: null, goesOn: true });
    expect(first.decide(2, 10, 3)).toEqual({ trial: 2, step: 10, value: 3, cutoff: 2, goesOn: false });
    expect(first.decide(3, 10, Number.POSITIVE_INFINITY)).toMatchObject({ value: null, goesOn: false });
    const again = new Halving(false, first.decisions);
    expect(again.decide(2, 10, 1).goesOn).toBe(false);
    // Of 2 and 3: a third of the way from the better.
    expect(again.decide(4, 10, 2.3)).toMatchObject({ goesOn: true });
    expect(again.decide(5, 10, 2.7).goesOn).toBe(false);
  });

  test("has its rungs at powers of three before the last step", () => {
    expect(rungsOf(10, 270)).toEqual([10, 30, 90]);
    expect(rungsOf(10, 271)).toEqual([10, 30, 90, 270]);
    expect(rungsOf(10, 10)).toEqual([]);
  });
});

test("importance is the rank correlation of each setting, with its doubt; what has no order has none", () => {
  const trial = (units: number, cell: string, bias: boolean, value: number) => ({
    settings: [
      { key: "model.units", value: units },
      { key: "model.cell", value: cell },
      { key: "model.bias", value: bias },
    ],
    value,
  });
  const found = importanceOf([
    trial(32, "gru", true, 1.9),
    trial(64, "lstm", false, 1.7),
    trial(128, "rnn", true, 1.6),
    trial(256, "gru", false, 1.2),
  ]);
  expect(found.map(({ key }) => key)).toEqual(["model.units", "model.bias", "model.cell"]);
  // Two of the 24 orders of four figures are as far apart.
  expect(found[0]).toEqual({ key: "model.units", rho: -1, p: 2 / 24, n: 4 });
  // SciPy: spearmanr([0, 1, 0, 1], [1.9, 1.7, 1.6, 1.2]); four of the six pairs of figures are as far from the middle.
  expect(found[1].rho).toBeCloseTo(-0.4472135955, 9);
  expect(found[1].p).toBeCloseTo(4 / 6, 12);
  expect(found[2]).toEqual({ key: "model.cell", rho: null, p: null, n: 4 });
});
