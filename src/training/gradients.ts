import type { Config } from "../config/index.ts";
import { type Corpus, trainingBatches } from "../data/index.ts";
import { type CoreBuild, Engine, Network } from "../engine/index.ts";
import { layOutParameters } from "../graph/index.ts";
import { buildModel } from "../model/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { compile } from "./compile.ts";
import { initialize } from "./initialize.ts";
import { loadParameters } from "./parameters.ts";
import { modelOptions, readingOf, trainingBuild, updateSettings } from "./settings.ts";

export interface GradientsResult {
  /** What the gradients lower, nats: the mean over the minibatch, smoothed where the config smooths labels. */
  loss: number;
  /** Ids, [T][B]. */
  inputs: number[][];
  targets: number[][];
  /** By PyTorch's names and layouts, not clipped. */
  gradients: Map<string, Tensor>;
}

/**
 * The gradient of every parameter on the first minibatch, from zero state and without dropout, so that anyone can repeat the
 * step. The parameters are `weights` where given, else those that a training would start from.
 */
export async function firstGradients(
  config: Config,
  corpus: Pick<Corpus, "train" | "vocabulary">,
  weights?: ReadonlyMap<string, Tensor>,
  build?: CoreBuild,
): Promise<GradientsResult> {
  const { batchSize: batch, sequenceLength: steps, seed } = config.training;
  const source = trainingBatches(corpus.train, config.training, readingOf(config, corpus.vocabulary));
  const inputs = new Int32Array(batch * steps);
  const targets = new Int32Array(batch * steps);
  const minibatch = source.next(inputs, targets);

  const options = modelOptions(config);
  const vocabulary = corpus.vocabulary.size;
  const engine = await Engine.create({ build });
  const made = buildModel(options, { steps: 1, batch: 1, vocabulary });
  const network = new Network(engine, layOutParameters(made.graph), { name: "sgd" }, 1);
  if (weights) loadParameters(network, weights);
  else initialize(network, made, config);
  const shape = { steps: minibatch.steps, batch };
  const { executable, model } = compile(
    network,
    { options, vocabulary },
    shape,
    { ...trainingBuild(config), dry: true },
    {
      keep: ({ objective }) => [objective!],
    },
  );
  executable.write({ inputs, targets });
  // The mean over rows and time, or over rows alone.
  const terms = config.training.reduce === "sum" ? batch : shape.steps * batch;
  executable.run({ inverseTokens: 1 / terms, seed, step: 1 });
  network.gradientNorm(updateSettings(config));
  const gradients = new Map<string, Tensor>();
  for (const { name, shape: dimensions, trained } of network.layout.places.values()) {
    if (!trained) continue;
    gradients.set(name, { shape: dimensions, dtype: "F32", data: new Float32Array(network.gradient(name)) });
  }
  const rows = (ids: Int32Array) =>
    Array.from({ length: shape.steps }, (_, t) => Array.from(ids.subarray(t * batch, (t + 1) * batch)));
  const loss = executable.values(model.objective!)[0] * (terms / (shape.steps * batch));
  return { loss, inputs: rows(inputs), targets: rows(targets), gradients };
}
