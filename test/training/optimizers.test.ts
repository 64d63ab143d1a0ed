// Ten losses of each optimiser, with its options, weight decay and clipping, against PyTorch's in f64
// (test/vectors/make_training.py); the settings come from a config, as they do in a training.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { optimizerOf, updateSettings } from "../../src/training/updateSettings.ts";
import { builds, coreNetwork, writeValues } from "../support/networks.ts";
import { dimensionsOf, loadVector, optionsOf, vectorIndex } from "../support/vectors.ts";
import { configOf, smallConfig } from "../support/workspace.ts";

interface OptimizerCase {
  file: string;
  training: { optimizer: unknown; learningRate?: number };
  losses: number[];
}

const { optimizers } = JSON.parse(readFileSync(new URL("../vectors/training.json", import.meta.url), "utf8")) as {
  optimizers: OptimizerCase[];
};

const labelled = optimizers.map((c) => [`${c.file.slice(0, 4)} ${JSON.stringify(c.training)}`, c] as const);

describe.each(builds)("the %s core against PyTorch", (build) => {
  it.each(labelled)("%s", async (_, { file, training, losses }) => {
    const c = vectorIndex.cases.find((candidate) => candidate.file === `${file}.safetensors`)!;
    const config = configOf(smallConfig({ training: { learningRate: undefined, ...training } }));
    const { values } = loadVector(c);
    for (const shards of [1, 2, 3]) {
      const core = await coreNetwork(optionsOf(c), dimensionsOf(c), { build, shards, optimizer: optimizerOf(config) });
      writeValues(core, values);
      const settings = updateSettings(config);
      for (let step = 1; step <= losses.length; step++) {
        core.executable.run({ inverseTokens: 1 / values.inputs.length, seed: 1, step });
        const difference = Math.abs(core.executable.loss / losses[step - 1] - 1);
        expect(difference, `step ${step}, ${shards} threads`).toBeLessThan(1e-5);
        core.network.gradientNorm(settings);
        core.network.update(step, settings);
      }
    }
  });
});
