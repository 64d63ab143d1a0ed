// Scans that go back through time a stretch of steps at a time, with what reads their gradients: both builds against the f64 interpreter.
import { describe, expect, it } from "vitest";
import { layOutParameters, lower } from "../../src/graph/index.ts";
import { gruBackwardKernel } from "../../src/graph/ops/sequences/gru.ts";
import { lstmBackwardKernel } from "../../src/graph/ops/sequences/lstm.ts";
import { rnnBackwardKernel } from "../../src/graph/ops/sequences/rnn.ts";
import { buildModel, type CellName, type Model, type ModelOptions } from "../../src/model/index.ts";
import { builds, coreNetwork, coreStep, interpretStep, worst } from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

const V = 6;
const plain = { layers: 2, units: 6, embedding: 5, dropout: 0, bias: true };
const kernels = { lstm: lstmBackwardKernel, gru: gruBackwardKernel, rnn: rnnBackwardKernel };
/** 520 rows in one shard, 280 and 240 in two: more than a stretch has. */
const size = { steps: 40, batch: 13, vocabulary: V };

const cases: Record<string, Partial<ModelOptions>> = {
  "tokens that are projected, states that are carried": {},
  "one layer without an embedding": { layers: 1, embedding: 0 },
  "without a bias": { bias: false },
  "learned initial states": { initialState: "learned" },
  "both ways, sequences of different length": { bidirectional: true },
  "both ways, learned initial states, dropout": { bidirectional: true, initialState: "learned", dropout: 0.3 },
};

/** The instructions of a training step, by opcode. */
function opcodesOf({ graph, gradients, loss }: Model): number[] {
  const { step } = lower(graph, layOutParameters(graph), { gradients, keep: [loss!] });
  return step.flatMap((words) => {
    const found: number[] = [];
    for (let at = 0; at < words.length; at += words[at + 1]) found.push(words[at]);
    return found;
  });
}

describe.each(["lstm", "gru", "rnn"] satisfies CellName[])("%s", (cell) => {
  it.each(Object.entries(cases))("%s", async (_, more) => {
    const options = { cell, ...plain, ...more };
    const dimensions = { ...size, lengths: options.bidirectional };
    const model = buildModel(options, dimensions, { training: true });
    const scans = model.graph.nodes.filter(({ op }) => op.scan).length;
    expect(opcodesOf(model).filter((opcode) => opcode === kernels[cell].opcode)).toHaveLength(5 * scans);

    const lengths = Int32Array.from({ length: size.batch }, (_, b) => 1 + ((b * 17) % size.steps));
    const values = { ...randomValues(model, V, 11), ...(dimensions.lengths && { lengths }) };
    const scalars = { seed: 3, step: 2 };
    const truth = interpretStep(model, values, scalars);
    for (const build of builds) {
      for (const shards of [1, 2]) {
        const result = coreStep(await coreNetwork(options, dimensions, { build, shards }), values, scalars);
        const { name, value } = worst(result.gradients, truth.gradients);
        expect(value, `${build}, ${shards} shards: ${name}`).toBeLessThan(1e-5);
        expect(worst(result.states, truth.states).value).toBeLessThan(1e-5);
      }
    }
  });
});
