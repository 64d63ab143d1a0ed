// Real-time recurrent learning: with parameters held, what it adds up window by window is the gradient of full backpropagation
// through time over the whole sequence, to the embedding and the output, in f64 and on both builds.
import { describe, expect, it } from "vitest";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { centralDifferences } from "../support/graphs.ts";
import { draws, SIZES, seedLabel } from "../support/kernels.ts";
import {
  builds,
  coreNetwork,
  coreStep,
  interpretStep,
  SLOPES,
  type StepResult,
  type Values,
  worst,
} from "../support/networks.ts";
import { labelOf, randomValues } from "../support/random.ts";

interface Case {
  options: ModelOptions;
  vocabulary: number;
  batch: number;
  /** Steps of each window. */
  windows: number[];
  label: string;
}

function randomCase(salt: number, units: readonly number[]): Case {
  const draw = draws(salt);
  const options: ModelOptions = {
    ...{ cell: "rnn", units: draw.of(units), layers: 1, dropout: 0 },
    ...{ embedding: draw.of([0, 3, 6]), bias: draw.below(4) > 0 },
    activation: draw.of(["tanh", "relu", "sigmoid", "identity"] as const),
  };
  const batch = draw.of([1, 2, 3, 7]);
  const windows = Array.from({ length: 1 + draw.below(4) }, () => draw.of([1, 2, 5, 9]));
  const steps = windows.reduce((a, b) => a + b);
  const label = `${seedLabel}: ${options.activation} ${labelOf(options, { batch, steps })} in windows of ${windows.join(", ")}`;
  return { options, vocabulary: draw.of([3, 7, 11]), batch, windows, label };
}

const total = ({ windows }: Case) => windows.reduce((a, b) => a + b);

/** The whole sequence with random values, and its parts with the states left to be filled in. */
function values(c: Case): { whole: Values; parts: Values[] } {
  const { options, vocabulary, batch } = c;
  const model = buildModel(options, { steps: total(c), batch, vocabulary }, { training: true });
  const whole = randomValues(model, vocabulary, 31, 0.6);
  let at = 0;
  const parts = c.windows.map((steps) => {
    const part = (tokens: Int32Array) => tokens.slice(at * batch, (at + steps) * batch);
    const made = { ...whole, inputs: part(whole.inputs), targets: part(whole.targets) };
    at += steps;
    return made;
  });
  return { whole, parts };
}

const options = (gradient: "bptt" | "rtrl") => ({ training: true, gradient }) as const;

/** Adds up gradients of windows, states carried; each weighs as its share of the tokens. */
async function addUp(
  c: Case,
  parts: Values[],
  step: (window: number, values: Values) => StepResult | Promise<StepResult>,
): Promise<{ loss: number; gradients: Map<string, Float64Array> }> {
  let states: Map<string, ArrayLike<number>> | undefined;
  let loss = 0;
  const gradients = new Map<string, Float64Array>();
  for (const [i, part] of parts.entries()) {
    const share = c.windows[i] / total(c);
    const result = await step(i, { ...part, states: states ?? part.states });
    loss += share * result.loss;
    for (const [name, data] of result.gradients) {
      const sum = gradients.get(name) ?? new Float64Array(data.length);
      data.forEach((value, k) => {
        sum[k] += share * value;
      });
      gradients.set(name, sum);
    }
    states = result.states;
  }
  return { loss, gradients };
}

function forwardInF64(c: Case, parts: Values[], gradient: "bptt" | "rtrl" = "rtrl") {
  const { options: model, vocabulary, batch } = c;
  return addUp(c, parts, (i, part) =>
    interpretStep(buildModel(model, { steps: c.windows[i], batch, vocabulary }, options(gradient)), part),
  );
}

const cases = Array.from({ length: 20 }, (_, i) =>
  randomCase(
    1000 + i,
    SIZES.filter((n) => n <= 17),
  ),
);

describe("20 random nets, parameters held: the sum over windows is the gradient of the whole sequence", () => {
  it.each(cases.map((c) => [c.label, c] as const))("%s", async (_, c) => {
    const { options: model, vocabulary, batch } = c;
    const { whole, parts } = values(c);
    const truth = interpretStep(buildModel(model, { steps: total(c), batch, vocabulary }, options("bptt")), whole);
    const inF64 = await forwardInF64(c, parts);
    expect([...inF64.gradients.keys()].sort()).toEqual([...truth.gradients.keys()].sort());
    expect(worst(inF64.gradients, truth.gradients).value).toBeLessThan(1e-11);
    expect(Math.abs(inF64.loss / truth.loss - 1)).toBeLessThan(1e-12);
    for (const build of builds) {
      for (const shards of [1, Math.min(2, batch)]) {
        const cores = await Promise.all(
          c.windows.map((steps) =>
            coreNetwork(model, { steps, batch, vocabulary }, { build, shards, how: options("rtrl") }),
          ),
        );
        const onCore = await addUp(c, parts, (i, part) => {
          const zeros = cores[i].model.states.map(({ name, shape }) => {
            return [name, new Float64Array((shape.reduce((a, b) => a * b) / shape[0]) * batch)] as const;
          });
          return coreStep(cores[i], { ...part, states: new Map([...zeros, ...part.states]) });
        });
        const { name, value } = worst(onCore.gradients, truth.gradients);
        expect(value, `${build}, ${shards} shard(s): ${name}`).toBeLessThan(1e-5);
      }
    }
  });
});

it("is the slope of the whole sequence's loss: central differences in f64", async () => {
  for (let salt = 0; salt < 4; salt++) {
    const c = { ...randomCase(1100 + salt, [2, 3, 5]), windows: [2, 1, 4] };
    const { options: model, vocabulary, batch } = c;
    const { whole, parts } = values(c);
    const { graph, loss } = buildModel(model, { steps: 7, batch, vocabulary }, { evaluation: true });
    const all = new Map([...whole.parameters, ...whole.states, ["inputs", whole.inputs], ["targets", whole.targets]]);
    const slopes = centralDifferences({ graph, loss: loss! }, all, 1 / whole.inputs.length);
    const { gradients } = await forwardInF64(c, parts);
    expect(worst(gradients, slopes, SLOPES).value, c.label).toBeLessThan(1e-5);
  }
});

it("truncated backpropagation misses what lies before the window, so the test above can fail", async () => {
  const drawn = randomCase(1200, [5]);
  // Rectified units may all be dead, and then there is nothing to miss.
  const c: Case = { ...drawn, options: { ...drawn.options, activation: "tanh" }, windows: [3, 3, 3] };
  const { parts } = values(c);
  const [forward, truncated] = [await forwardInF64(c, parts), await forwardInF64(c, parts, "bptt")];
  expect(worst(truncated.gradients, forward.gradients).value).toBeGreaterThan(1e-3);
  // The output layer sees no time.
  const [a, b] = [forward, truncated].map(({ gradients }) => new Map([["w", gradients.get("output.weight")!]]));
  expect(worst(a, b).value).toBeLessThan(1e-12);
});
