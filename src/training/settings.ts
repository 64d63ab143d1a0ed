import type { Config } from "../config/index.ts";
import type { Optimizer, UpdateSettings } from "../engine/index.ts";
import type { ModelOptions } from "../model/index.ts";

export function modelOptions({ model }: Config): ModelOptions {
  const { cell, units, layers, embedding, dropout, bias } = model;
  return { cell, units, layers, embedding, dropout, bias };
}

/** PyTorch's defaults. */
export function optimizerOf({ training }: Config): Optimizer {
  return training.optimizer === "sgd" ? { name: "sgd" } : { name: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
}

export function updateSettings({ training }: Config): UpdateSettings {
  const { clip, learningRate } = training;
  return {
    learningRate,
    clipNorm: clip && "norm" in clip ? clip.norm : 0,
    clipValue: clip && "value" in clip ? clip.value : 0,
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

/** Validation comes each epoch or twenty times a run, whichever is more often; samples come with it unless told otherwise. */
export function cadence({ training }: Config, minibatchesPerEpoch: number): Cadence {
  const steps = training.steps ?? (training.epochs ?? 1) * minibatchesPerEpoch;
  const validateEvery = training.validateEvery ?? Math.min(minibatchesPerEpoch, Math.max(1, Math.ceil(steps / 20)));
  return {
    steps,
    validateEvery,
    sampleEvery: training.sampleEvery ?? validateEvery,
    checkpointEvery: training.checkpointEvery ?? 0,
    logEvery: training.logEvery ?? Math.max(1, Math.floor(steps / 10_000)),
  };
}
