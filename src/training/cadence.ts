import type { Config } from "../config/index.ts";

/** Steps of an epoch of so many minibatches; the last one takes what is left. */
export function stepsPerEpoch({ training }: Config, minibatchesPerEpoch: number): number {
  return Math.ceil(minibatchesPerEpoch / training.accumulate);
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
