import type { MinibatchArrays, Per } from "../base/minibatch.ts";
import type { Config } from "../config/index.ts";
import type { ClassWeights } from "../data/index.ts";
import { type CoreBuild, Engine, Network, NetworkPlan } from "../engine/index.ts";
import { layOutParameters } from "../graph/index.ts";
import type { Model } from "../model/index.ts";
import { compile, formModel, influenceOf, initialize, loadParameters, trainingBuild } from "../networks/index.ts";
import { type TaskData, taskOf } from "../tasks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { updateSettings } from "./updateSettings.ts";

/** Numbers in lists of lists, time before rows: [T][B], [B][C] … */
export type Nested = number[] | Nested[];

/** What a step reads, as PyTorch takes it. Behind the end of a sequence stand zeros. */
export interface PrintedMinibatch {
  /** Ids [T][B], where steps are tokens, and vectors [T][B][F] of numbers, normalised, where they have some. */
  inputs?: Nested;
  vectors?: Nested;
  /** [B], of whole sequences. */
  lengths?: number[];
  /** Of pairs: ids [U][B] that the decoder reads, and [B] how many, as many as it predicts. */
  targetInputs?: Nested;
  targetLengths?: number[];
  /** Ids [T][B] or [B], −100 where nothing is to be predicted, as PyTorch's `ignore_index`; or numbers [T][B][C] or [B][C]. */
  targets: Nested;
}

export interface GradientsResult {
  /** What the gradients lower: the mean over the minibatch, in nats or as the task's error, smoothed and weighted as the config says. */
  loss: number;
  /** How many targets there are. */
  count: number;
  minibatch: PrintedMinibatch;
  /** What classes or labels weigh; all alike where absent. */
  classWeights?: ClassWeights;
  /** By PyTorch's names and layouts, not clipped. */
  gradients: Map<string, Tensor>;
}

/**
 * The gradient of every parameter on the first minibatch of a training, whatever the task, from zero state and without dropout, so
 * that anyone can repeat the step. The parameters are `weights` where given, else those that a training would start from.
 */
export async function firstGradients(
  config: Config,
  data: TaskData,
  weights?: ReadonlyMap<string, Tensor>,
  build?: CoreBuild,
): Promise<GradientsResult> {
  const { reduce, seed } = config.training;
  const task = taskOf(config, data);
  const source = task.source();
  const arrays = source.arrays();
  const { shape, count, weight } = source.next(arrays);
  const { batchSize: batch } = source;
  if (data.corpus) influenceOf(config, data.corpus.vocabulary.size);

  const engine = await Engine.create({ build });
  const made = formModel(task.form, { steps: 1, batch: 1 });
  const { memory, threads } = engine;
  const plan = new NetworkPlan(memory, { layout: layOutParameters(made.graph), optimizer: { name: "sgd" }, threads });
  const network = new Network(plan);
  if (weights) loadParameters(network, weights);
  else initialize(network, made, config);
  const { classWeights } = task;
  const { executable, model } = compile(
    { network: plan, form: task.form },
    { ...shape, batch },
    { ...trainingBuild(config), classWeights, dry: true },
    { keep: ({ objective }) => [objective!] },
  );
  executable.write(arrays);
  // The mean over rows and time, or over rows alone.
  const terms = reduce === "sum" ? batch : weight;
  executable.run({ inverseTokens: 1 / terms, seed, step: 1 });
  network.gradientNorm(updateSettings(config));
  const gradients = new Map<string, Tensor>();
  for (const { name, shape, trained } of network.layout.places.values()) {
    if (trained) gradients.set(name, { shape, dtype: "F32", data: new Float32Array(network.gradient(name)) });
  }
  const loss = executable.values(model.objective!)[0] * (terms / weight);
  return {
    ...{ loss, count, gradients },
    minibatch: printed(arrays, model),
    ...(classWeights && { classWeights }),
  };
}

/** Of a class that nothing is to be predicted for, as PyTorch has it. */
const IGNORED = -100;

function printed(arrays: MinibatchArrays, { feeds }: Model): PrintedMinibatch {
  const { lengths, targetLengths } = arrays;
  const isThere = (per: Per, [t, b]: readonly number[]) => {
    const own = per === "step" ? lengths : per === "target-step" ? targetLengths : undefined;
    return own === undefined || t < own[b];
  };
  const printedFeed = (name: string): Nested | undefined => {
    const feed = feeds.find((other) => other.name === name);
    if (!feed) return undefined;
    const values = arrays[name];
    const isClass = name === "targets" && feed.type === "i32";
    return nested(feed.tensor.shape, (at, place) => {
      if (!isThere(feed.per, place)) return isClass ? IGNORED : 0;
      return isClass && values[at] < 0 ? IGNORED : values[at];
    });
  };
  const [inputs, vectors, targetInputs] = ["inputs", "vectors", "targetInputs"].map(printedFeed);
  return {
    ...(inputs && { inputs }),
    ...(vectors && { vectors }),
    ...(lengths && { lengths: Array.from(lengths) }),
    ...(targetInputs && { targetInputs }),
    ...(targetLengths && { targetLengths: Array.from(targetLengths) }),
    targets: printedFeed("targets")!,
  };
}

/** A tensor's numbers in lists; `value` is given the place of each, as one number and by dimension. */
function nested(shape: readonly number[], value: (at: number, place: readonly number[]) => number): Nested {
  const inner = (before: readonly number[], first: number): Nested => {
    const [size, ...rest] = shape.slice(before.length);
    const stride = rest.reduce((a, b) => a * b, 1);
    const all = Array.from({ length: size }, (_, i) =>
      rest.length > 0 ? inner([...before, i], first + i * stride) : value(first + i, [...before, i]),
    );
    return all as Nested;
  };
  return inner([], 0);
}
