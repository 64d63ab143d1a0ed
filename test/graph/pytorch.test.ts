// Against PyTorch 2.13 in f64 (test/vectors/make.py): loss, every gradient by name, final states, and ten steps of Adam and SGD.
import { describe, expect, it } from "vitest";
import { buildModel, type Model } from "../../src/model/index.ts";
import {
  adam,
  builds,
  coreNetwork,
  coreStep,
  interpretStep,
  type StepResult,
  type Values,
  worst,
  writeValues,
} from "../support/networks.ts";
import { dimensionsOf, loadVector, optionsOf, vectorIndex } from "../support/vectors.ts";

function compare(result: StepResult, c: ReturnType<typeof loadVector>, bound: number): void {
  expect(Math.abs(result.loss - c.loss) / c.loss).toBeLessThan(bound);
  expect([...result.gradients.keys()].sort()).toEqual([...c.gradients.keys()].sort());
  const gradient = worst(result.gradients, c.gradients);
  expect(gradient.value, gradient.name).toBeLessThan(bound);
  expect(worst(result.states, c.finals).value).toBeLessThan(bound);
}

/** The optimisers in f64, to hold the interpreter against PyTorch's ten losses. */
function trainInterpreter(model: Model, values: Values, clip: number | null, rate: number, isAdam: boolean): number[] {
  const parameters = new Map([...values.parameters].map(([name, data]) => [name, Float64Array.from(data)]));
  const zeros = () => new Map([...parameters].map(([name, data]) => [name, new Float64Array(data.length)]));
  const m = zeros();
  const v = zeros();
  const losses = [];
  for (let step = 1; step <= 10; step++) {
    const { loss, gradients } = interpretStep(model, { ...values, parameters });
    losses.push(loss);
    const norm = Math.sqrt([...gradients.values()].flatMap((g) => [...g]).reduce((sum, x) => sum + x * x, 0));
    const scale = clip ? Math.min(1, clip / (norm + 1e-6)) : 1;
    for (const [name, p] of parameters) {
      p.forEach((_, i) => {
        const g = gradients.get(name)![i] * scale;
        if (!isAdam) {
          p[i] -= rate * g;
          return;
        }
        const mi = 0.9 * m.get(name)![i] + 0.1 * g;
        const vi = 0.999 * v.get(name)![i] + 0.001 * g * g;
        m.get(name)![i] = mi;
        v.get(name)![i] = vi;
        p[i] -= ((rate / (1 - 0.9 ** step)) * mi) / (Math.sqrt(vi / (1 - 0.999 ** step)) + 1e-8);
      });
    }
  }
  return losses;
}

function expectLosses(losses: number[], expected: number[], bound: number): void {
  losses.forEach((loss, i) => {
    expect(Math.abs(loss - expected[i]) / expected[i], `step ${i + 1}`).toBeLessThan(bound);
  });
}

const table = vectorIndex.cases.map((c) => [c.file.replace(".safetensors", ""), c] as const);

describe("the f64 interpreter against PyTorch", () => {
  it.each(table)("%s", (_, c) => {
    const vector = loadVector(c);
    const model = buildModel(optionsOf(c), dimensionsOf(c), { training: true });
    compare(interpretStep(model, vector.values), vector, 1e-10);
    const { adam: a, sgd } = vectorIndex;
    expectLosses(
      trainInterpreter(model, vector.values, c.clip, a.learningRate, true),
      vector.adamLosses as number[],
      1e-9,
    );
    if (vector.sgdLosses) {
      expectLosses(trainInterpreter(model, vector.values, c.clip, sgd.learningRate, false), vector.sgdLosses, 1e-9);
    }
  });
});

describe.each(builds)("the %s core against PyTorch", (build) => {
  it.each(table)("%s", async (_, c) => {
    const vector = loadVector(c);
    for (const shards of c.B > 1 ? [1, 2] : [1]) {
      const core = await coreNetwork(optionsOf(c), dimensionsOf(c), { build, shards });
      compare(coreStep(core, vector.values), vector, 1e-5);
      const train = async (optimizer: "adam" | "sgd", rate: number, expected: number[]) => {
        const fresh = await coreNetwork(optionsOf(c), dimensionsOf(c), {
          build,
          shards,
          optimizer: optimizer === "adam" ? adam : { name: "sgd" },
        });
        writeValues(fresh, vector.values);
        const settings = { learningRate: rate, clipNorm: c.clip ?? 0, clipValue: 0 };
        const losses = [];
        for (let step = 1; step <= 10; step++) {
          fresh.executable.run({ inverseTokens: 1 / (c.B * c.T), seed: 1, step });
          losses.push(fresh.executable.loss);
          fresh.network.gradientNorm(settings);
          fresh.network.update(step, settings);
        }
        expectLosses(losses, expected, 1e-5);
      };
      await train("adam", vectorIndex.adam.learningRate, vector.adamLosses as number[]);
      if (vector.sgdLosses) await train("sgd", vectorIndex.sgd.learningRate, vector.sgdLosses);
    }
  });
});
