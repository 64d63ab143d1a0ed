// Every cell and option: the f64 interpreter against central differences, the fused form against the definition step by step, both
// builds of the core against the interpreter, whole and in shards, and states carried over windows. Shapes are drawn; the seed is
// in the titles.
import { describe, expect, it } from "vitest";
import { buildModel } from "../../src/model/index.ts";
import { cellVariants, variantOptions } from "../support/cells.ts";
import { type Draw, draws, seedLabel } from "../support/kernels.ts";
import {
  builds,
  centralDifferences,
  coreNetwork,
  coreStep,
  interpretStep,
  SLOPES,
  worst,
} from "../support/networks.ts";
import { labelOf, randomValues } from "../support/random.ts";

const BOUND = 1e-5;
const V = 7;
const UNITS = [1, 3, 4, 5, 8, 9, 16, 17, 33];
const names = Object.keys(cellVariants);

function drawCase(draw: Draw, name: string, units: readonly number[]) {
  const options = variantOptions(name, draw.of([1, 2]), draw.of(units), draw.of([0, 5]));
  options.bias = options.cell !== "scrn" && draw.below(4) > 0;
  const dimensions = { steps: draw.of([1, 2, 7]), batch: draw.of([1, 3, 7]), vocabulary: V };
  return { options, dimensions, label: `${name}: ${labelOf(options, dimensions)}` };
}

describe(`the f64 interpreter against central differences, ${seedLabel}`, () => {
  it.each(names)("%s", (name) => {
    const draw = draws(300 + names.indexOf(name));
    for (const unrolled of [false, true]) {
      const { options, dimensions, label } = drawCase(draw, name, [3, 4, 5]);
      const model = buildModel(options, dimensions, { training: true, unrolled });
      const forward = buildModel(options, dimensions, { evaluation: true, unrolled });
      const values = randomValues(model, V, draw.below(1e6));
      const { gradients } = interpretStep(model, values);
      expect(gradients.size).toBe(values.parameters.size);
      const difference = worst(gradients, centralDifferences(forward, values), SLOPES);
      expect(difference.value, `${label} ${difference.name}`).toBeLessThan(BOUND);
    }
  });
});

describe(`the fused form equals the definition, in f64, ${seedLabel}`, () => {
  it.each(names)("%s", (name) => {
    const draw = draws(400 + names.indexOf(name));
    for (let i = 0; i < 4; i++) {
      const { options, dimensions, label } = drawCase(draw, name, UNITS);
      const fused = buildModel(options, dimensions, { training: true });
      const unrolled = buildModel(options, dimensions, { training: true, unrolled: true });
      const values = randomValues(fused, V, draw.below(1e6));
      const a = interpretStep(fused, values);
      const b = interpretStep(unrolled, values);
      expect(Math.abs(a.loss - b.loss), label).toBeLessThan(1e-12);
      expect(worst(a.gradients, b.gradients).value, label).toBeLessThan(1e-11);
      expect(worst(a.states, b.states).value, label).toBeLessThan(1e-12);
    }
  });
});

describe.each(builds)(`the %s core against the interpreter, ${seedLabel}`, (build) => {
  it.each(names)("%s", async (name) => {
    const draw = draws(500 + names.indexOf(name));
    for (let i = 0; i < 2; i++) {
      const { options, dimensions, label } = drawCase(draw, name, UNITS);
      const model = buildModel(options, dimensions, { training: true });
      const values = randomValues(model, V, draw.below(1e6));
      const truth = interpretStep(model, values);
      const shards = [1, 2, 3].filter((count) => count <= dimensions.batch);
      for (const [unrolled, count] of [...shards.map((n) => [false, n] as const), [true, 1] as const]) {
        const core = await coreNetwork(options, dimensions, {
          build,
          shards: count,
          how: { training: true, unrolled },
        });
        const result = coreStep(core, values);
        const where = `${label}, ${unrolled ? "unrolled" : "fused"}, ${count} shard(s)`;
        expect(Math.abs(result.loss - truth.loss) / truth.loss, where).toBeLessThan(1e-6);
        const { name: tensor, value } = worst(result.gradients, truth.gradients);
        expect(value, `${where}: ${tensor}`).toBeLessThan(BOUND);
        expect(worst(result.states, truth.states).value, where).toBeLessThan(BOUND);
      }
    }
  });
});

describe(`a window of T steps is two of fewer with the states carried on, ${seedLabel}`, () => {
  it.each(names)("%s", (name) => {
    const draw = draws(600 + names.indexOf(name));
    for (const unrolled of [false, true]) {
      const { options, label } = drawCase(draw, name, UNITS);
      const [first, second, batch] = [3, 5, 3];
      const window = (steps: number) => {
        return buildModel(options, { steps, batch, vocabulary: V }, { training: true, unrolled });
      };
      const values = randomValues(window(first + second), V, draw.below(1e6));
      const whole = interpretStep(window(first + second), values);
      const part = (from: number, to: number, states: typeof values.states) => {
        const [inputs, targets] = [values.inputs, values.targets].map((ids) => ids.slice(from * batch, to * batch));
        return interpretStep(window(to - from), { ...values, states, inputs, targets });
      };
      const a = part(0, first, values.states);
      const b = part(first, first + second, a.states);
      expect((first * a.loss + second * b.loss) / (first + second), label).toBeCloseTo(whole.loss, 12);
      expect(worst(b.states, whole.states).value, label).toBeLessThan(1e-12);
    }
  });
});
