// What a training step lays into the memory of gradients that nothing has written yet, and that the gradients are right nevertheless.
import { describe, expect, it } from "vitest";
import { SEGMENT_ACTIVATIONS, SEGMENT_GRADIENTS, SEGMENT_SHARED } from "../../src/core/constants.ts";
import { bestBuild } from "../../src/engine/index.ts";
import { jointGradients, layOutParameters, lower, type Program } from "../../src/graph/index.ts";
import { linearCrossEntropyKernel } from "../../src/graph/ops/losses/linearCrossEntropy.ts";
import { packKernel } from "../../src/graph/ops/products/pack.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { coreNetwork, coreStep, interpretStep, worst } from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

/** Packed weights of 256 units take 1 MB, and from 1,000 symbols on the output layer and its loss are one operation. */
const options: ModelOptions = { cell: "lstm", units: 256, layers: 1, embedding: 256, dropout: 0, bias: true };
const dimensions = { steps: 8, batch: 4, vocabulary: 1000 };
const model = buildModel(options, dimensions, { training: true });

/** The segments of one operand in the instructions of a kernel: which word of an instruction it is, from the end where negative. */
function segmentsOf(programs: readonly Int32Array[], opcode: number, word: number): number[] {
  const segments: number[] = [];
  for (const words of programs) {
    for (let at = 0; at < words.length; at += words[at + 1]) {
      if (words[at] === opcode) segments.push(words[at + (word < 0 ? words[at + 1] + word : word)]);
    }
  }
  return segments;
}
const workingMemory = ({ step }: Program) => segmentsOf(step, linearCrossEntropyKernel.opcode, -2);
const packs = (programs: readonly Int32Array[]) => segmentsOf(programs, packKernel.opcode, 5);

describe("the memory of gradients that are not written yet", () => {
  const joint = jointGradients([model], 0);
  const { gradients } = model;

  it.each([1, 2])("holds logits and packed weights of a step in %d shards", (count) => {
    const layout = layOutParameters(model.graph, { joint: count > 1 ? joint : undefined });
    const program = lower(model.graph, layout, { gradients, shard: { index: 0, count, rows: 4, most: 4 } });
    expect(new Set(workingMemory(program))).toEqual(new Set([SEGMENT_GRADIENTS]));
    expect(packs(program.step)).toEqual([SEGMENT_GRADIENTS, SEGMENT_GRADIENTS, SEGMENT_GRADIENTS, SEGMENT_GRADIENTS]);
    expect(packs(program.prepare)).toEqual([]);
  });

  it("stays alone where a step does not write all gradients, and shards pack together where none is joint", () => {
    const layout = layOutParameters(model.graph);
    const some = new Map([...gradients!].filter(([{ name }]) => name !== "output.bias"));
    const partial = lower(model.graph, layout, { gradients: some, keep: [...gradients!.values()] });
    expect(new Set(workingMemory(partial))).toEqual(new Set([SEGMENT_ACTIVATIONS]));
    expect(packs(partial.step)).toEqual([]);
    const apart = lower(model.graph, layout, { gradients, shard: { index: 0, count: 2, rows: 2, most: 2 } });
    expect(new Set(workingMemory(apart))).toEqual(new Set([SEGMENT_GRADIENTS]));
    expect(packs(apart.prepare)).toEqual([SEGMENT_SHARED, SEGMENT_SHARED, SEGMENT_SHARED, SEGMENT_SHARED]);
  });

  it("changes no gradient, whatever lay there", async () => {
    const build = bestBuild();
    const values = randomValues(model, dimensions.vocabulary, 150);
    const truth = interpretStep(model, values);
    for (const shards of [1, 2]) {
      const core = await coreNetwork(options, dimensions, { build, shards, joint: shards > 1 });
      const result = coreStep(core, values);
      expect(Math.abs(result.loss / truth.loss - 1)).toBeLessThan(1e-5);
      const { name, value } = worst(result.gradients, truth.gradients);
      expect(value, `${shards} shards: ${name}`).toBeLessThan(1e-5);
      expect(worst(coreStep(core, values).gradients, result.gradients).value).toBe(0);
    }
  });
});
