import { UserError } from "../base/userError.ts";
import { parseConfig } from "../config/index.ts";
import { Vocabulary } from "../data/index.ts";
import type { RunFolder } from "../runs/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { type Sample, Sampler, type SampleSettings } from "../training/index.ts";
import { ConfigError } from "./readConfig.ts";

/** The parameters that count of a run: those of its best validation, else the last. */
export async function savedParameters(run: RunFolder): Promise<Map<string, Tensor>> {
  const { tensors } = await run.loadCheckpoint("best").catch(async (error) => {
    if (!(error instanceof UserError) || error.code !== "checkpoint-missing") throw error;
    return await run.loadCheckpoint("last");
  });
  return new Map([...tensors].filter(([name]) => !name.startsWith("unroll.")));
}

/** The config of a run, checked: run.json may come from anywhere. */
export function savedConfig(run: RunFolder) {
  const { config, problems } = parseConfig(JSON.stringify(run.manifest.config));
  if (!config) throw new ConfigError(`${run.path}/run.json`, problems);
  return config;
}

/** Draws a sample from a run; settings that are not given are those of its config. */
export async function sampleRun(
  run: RunFolder,
  given: Partial<SampleSettings>,
): Promise<Sample & { settings: SampleSettings }> {
  const config = savedConfig(run);
  const vocabulary = Vocabulary.fromJSON(await run.readVocabulary());
  const sampler = await Sampler.load(config, vocabulary, await savedParameters(run));
  const { prompt, length, temperature, seed } = config.sampling;
  const settings = { prompt, length, temperature, seed: seed ?? config.training.seed, ...given };
  // Nothing can stop it but the end of the process.
  return { ...sampler.sample(settings)!, settings };
}
