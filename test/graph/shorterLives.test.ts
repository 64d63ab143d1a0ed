// Large tensors that a step does not keep: embedded tokens are gathered again, and of states the end of the sequence lies apart.
import { describe, expect, it } from "vitest";
import { bestBuild } from "../../src/engine/index.ts";
import { layOutParameters, lower } from "../../src/graph/index.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { coreNetwork, coreStep, interpretStep, worst } from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

/** Sequences of 256 KB, of fewer tokens than there are symbols. */
const options: ModelOptions = { cell: "rnn", units: 256, layers: 1, embedding: 256, dropout: 0, bias: true };
const dimensions = { steps: 16, batch: 16, vocabulary: 300 };

/** Bytes of the activations of a step of an LSTM in which these tensors are kept to the end. */
function bytesFor(vocabulary: number, ...names: string[]): number {
  const lstm: ModelOptions = { ...options, cell: "lstm" };
  const { graph, loss, gradients } = buildModel(lstm, { ...dimensions, vocabulary }, { training: true });
  const keep = [loss!, ...names.map((name) => graph.find(name)!)];
  return lower(graph, layOutParameters(graph), { gradients, keep }).bytes.activations;
}

describe("a step", () => {
  it("keeps embedded tokens and states until its end only where they are asked for", () => {
    const sequence = 4 * 16 * 16 * 256;
    expect(bytesFor(300, "embedded")).toBe(bytesFor(300) + sequence);
    // From 1,000 symbols on, there is no more to keep at any time than when the layer goes back.
    expect(bytesFor(1000, "h.l0", "h.l0.1")).toBeGreaterThan(bytesFor(1000) + 0.75 * sequence);
  });

  it("has the gradients and the states of f64, the first time and again", async () => {
    const model = buildModel(options, dimensions, { training: true });
    const values = randomValues(model, dimensions.vocabulary, 151, 0.05);
    const truth = interpretStep(model, values);
    const core = await coreNetwork(options, dimensions, { build: bestBuild() });
    for (let time = 0; time < 2; time++) {
      const { gradients, states } = coreStep(core, values);
      expect(worst(gradients, truth.gradients).value).toBeLessThan(1e-5);
      expect(worst(states, truth.states).value).toBeLessThan(1e-5);
    }
  });
});
