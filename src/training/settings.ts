import { UserError } from "../base/userError.ts";
import { grouped } from "../base/words.ts";
import { type Config, layersOf, MOST_INFLUENCE, optionsOf } from "../config/index.ts";
import type { Reading, Vocabulary } from "../data/index.ts";
import type { Optimizer, UpdateSettings } from "../engine/index.ts";
import { type BuildOptions, type InfluenceCost, influenceCost, type ModelOptions } from "../model/index.ts";

export function modelOptions({ model, training, data, task }: Config): ModelOptions {
  const cloze = task === "language-model" && data.direction === "cloze";
  return { ...model, initialState: training.initialState, ...(cloze && { cloze }) };
}

/** How the tokens of a text are read: of a cloze model each target stands in its own place. */
export function readingOf({ data }: Config, { start, end, lineEnd }: Vocabulary): Reading {
  return { start, end, lineEnd, inPlace: data.direction === "cloze" };
}

/** The graph of a training step. */
export function trainingBuild({ training: { labelSmoothing, gradient } }: Config): BuildOptions {
  return { training: true, labelSmoothing, gradient };
}

/** What real-time recurrent learning costs, null without it; refuses what is too large to be carried. */
export function influenceOf({ model, training }: Config, vocabulary: number): InfluenceCost | null {
  if (training.gradient !== "rtrl") return null;
  const [{ units }] = layersOf(model);
  const cost = influenceCost(units, vocabulary, training.batchSize);
  if (cost.numbers <= MOST_INFLUENCE) return cost;
  const product = [training.batchSize, units, cost.parameters].map(grouped).join(" × ");
  throw new UserError(
    "rtrl-too-large",
    `training.gradient "rtrl" would carry batch × units × recurrent parameters, ${product} = ${grouped(cost.numbers)} numbers; at most ${grouped(MOST_INFLUENCE)} are allowed. The parameters are units × (${grouped(vocabulary)} symbols + units).`,
    'Lower model.units or training.batchSize, or set training.gradient to "bptt".',
  );
}

export function optimizerOf(config: Config): Optimizer {
  return optionsOf(config, "optimizer");
}

export function updateSettings(config: Config): UpdateSettings {
  const { clip, learningRate, weightDecay } = config.training;
  return {
    learningRate,
    weightDecay: weightDecay ?? (optimizerOf(config).name === "adamw" ? 0.01 : 0),
    clipNorm: clip && "norm" in clip ? clip.norm : 0,
    clipValue: clip && "value" in clip ? clip.value : 0,
    averageWeight: 1,
  };
}

/** Steps of an epoch of so many minibatches; the last one takes what is left. */
export function stepsPerEpoch({ training }: Config, minibatchesPerEpoch: number): number {
  return Math.ceil(minibatchesPerEpoch / training.accumulate);
}

/** The weight of the new parameters in their average at a step, 1 being the first; undefined where none is kept. */
export function averageWeightOf(config: Config): ((step: number) => number) | undefined {
  const averaging = config.training.averaging && optionsOf(config, "averaging");
  if (!averaging) return undefined;
  return (step) => {
    const count = step - averaging.after;
    if (count <= 1) return 1;
    return averaging.name === "ema" ? 1 - averaging.decay : 1 / count;
  };
}

/** When things happen, in steps. */
export interface Cadence {
  /** Planned steps of the whole run. */
  steps: number;
  validateEvery: number;
  sampleEvery: number;
  /** 0: only with the clock and at validations. */
  checkpointEvery: number;
  logEvery: number;
}

/** Samples that nobody asked for are at least so many steps apart. */
const BETWEEN_SAMPLES = 10;

/** How much there is to read, in training steps. */
interface Amounts {
  stepsPerEpoch: number;
  /** So many training steps read as much as one validation. */
  stepsPerValidation: number;
}

/** Between two validations that nobody asked for, training reads at least so many times what a validation reads. */
const LEAST_TRAINED = 3;

/** Steps of the whole run. */
export function plannedSteps({ training }: Config, stepsPerEpoch: number): number {
  return training.steps ?? (training.epochs ?? 1) * stepsPerEpoch;
}

/**
 * Validation comes each epoch or twenty times a run, whichever is more often, but reads at most a third of what training reads, which
 * is about a tenth of the time: a validation has no backward pass, and large minibatches. That is the same on every machine; samples come with some of them, at most
 * about twenty times a run, and at least ten steps apart.
 */
export function cadence(config: Config, { stepsPerEpoch, stepsPerValidation }: Amounts): Cadence {
  const { training } = config;
  const steps = plannedSteps(config, stepsPerEpoch);
  const often = Math.min(stepsPerEpoch, Math.max(1, Math.ceil(steps / 20)));
  const validateEvery = training.validateEvery ?? Math.max(often, Math.ceil(LEAST_TRAINED * stepsPerValidation));
  const sparse = Math.max(BETWEEN_SAMPLES, steps / 20);
  return {
    steps,
    validateEvery,
    sampleEvery: training.sampleEvery ?? validateEvery * Math.ceil(sparse / validateEvery),
    checkpointEvery: training.checkpointEvery ?? 0,
    logEvery: training.logEvery ?? Math.max(1, Math.floor(steps / 10_000)),
  };
}
