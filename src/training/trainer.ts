import { type Config, cellForms } from "../config/index.ts";
import { type BatchSource, type Corpus, type Minibatch, trainingBatches } from "../data/index.ts";
import { type CoreBuild, Engine, type Executable, Network, type UpdateSettings } from "../engine/index.ts";
import { layOutParameters, sizeOf } from "../graph/index.ts";
import { buildModel, type InfluenceCost, type ModelOptions } from "../model/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { compile, Windows } from "./compile.ts";
import { type Evaluation, Evaluator } from "./evaluator.ts";
import { initialize } from "./initialize.ts";
import { loadParameters } from "./parameters.ts";
import { type Sample, Sampler, type SampleSettings, sampleRows } from "./sampler.ts";
import { damagedCheckpoint, doesNotFit, savedValue } from "./savedValue.ts";
import { Schedule } from "./schedule.ts";
import {
  averageWeightOf,
  cadence,
  influenceOf,
  modelOptions,
  optimizerOf,
  stepsPerEpoch,
  trainingBuild,
  updateSettings,
} from "./settings.ts";
import { divergence } from "./watch.ts";

export interface TrainerOptions {
  config: Config;
  /** Without facts about the text, a token is one character. */
  corpus: Pick<Corpus, "train" | "validation" | "test" | "vocabulary"> & Partial<Pick<Corpus, "facts">>;
  build?: CoreBuild;
  /** Threads, each with its rows of the minibatch; 1 when not given. */
  threads?: number;
  /** A word that is not 0 when somebody wants to stop; give it a SharedArrayBuffer to write it from another thread. */
  control?: Int32Array;
}

/** Everything that a checkpoint holds of a trainer: tensors by name, and strings. */
export interface Snapshot {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

export type StepOutcome = "taken" | "stopped";

/**
 * A network with its optimiser, its place in the text and its random streams: takes one training step at a time, measures
 * itself and draws samples. `save` and `restore` continue to the bit.
 */
export class Trainer {
  /** Figures of the last step that was taken, overwritten by the next. */
  readonly last = {
    loss: 0,
    gradientNorm: 0,
    learningRate: 0,
    tokens: 0,
    epoch: 1,
    endsEpoch: false,
  };
  /** Steps taken so far. */
  step = 0;
  /** False only when an update was begun and could not be ended: then there is nothing worth saving. */
  whole = true;
  readonly schedule: Schedule;

  private readonly update: UpdateSettings;
  private readonly averageWeight: ((step: number) => number) | undefined;
  /** The source to draw from, and one that follows it when a step is taken: an abandoned step leaves no trace. */
  private readonly batches: BatchSource;
  private readonly taken: BatchSource;
  private readonly inputs: Int32Array;
  private readonly targets: Int32Array;
  private readonly windows: Windows;
  private readonly scalars = { inverseTokens: 0, seed: 0, step: 0 };
  /** The loss of guessing, ln V. */
  private readonly guessing: number;
  private readonly evaluators = new Map<"validation" | "test", Evaluator>();
  private readonly sampler: Sampler;

  private constructor(
    private readonly options: TrainerOptions,
    model: ModelOptions,
    readonly engine: Engine,
    readonly network: Network,
  ) {
    const { config, corpus } = options;
    const { batchSize: batch, sequenceLength: steps } = config.training;
    this.update = updateSettings(config);
    this.averageWeight = averageWeightOf(config);
    this.scalars.seed = config.training.seed;
    this.guessing = Math.log(Math.max(2, corpus.vocabulary.size));
    this.batches = trainingBatches(corpus.train, config.training, corpus.vocabulary);
    this.taken = trainingBatches(corpus.train, config.training, corpus.vocabulary);
    this.inputs = new Int32Array(batch * steps);
    this.targets = new Int32Array(batch * steps);
    const { minibatchesPerEpoch, targetsPerEpoch } = this.batches;
    const { steps: planned } = cadence(config, this.stepsPerEpoch);
    this.schedule = new Schedule(config, { steps: planned, epochs: Math.ceil(planned / this.stepsPerEpoch) });
    const last = targetsPerEpoch / batch - (minibatchesPerEpoch - 1) * steps;
    this.windows = new Windows({ steps, batch }, last, (shape, like) =>
      compile(network, model, corpus.vocabulary.size, shape, trainingBuild(config), { shards: network.shards, like }),
    );
    // All that will ever be needed is laid out now: too little memory is said at the start, and how much it is.
    const rooms = [this.windows.executable];
    for (const part of ["validation", "test"] as const) {
      if (!this.has(part)) continue;
      const evaluator = new Evaluator(network.measured, model, corpus.vocabulary, corpus[part], steps, rooms);
      this.evaluators.set(part, evaluator);
      rooms.push(evaluator.room);
    }
    const rows = sampleRows(config.sampling);
    this.sampler = new Sampler(network.measured, model, corpus.vocabulary, config.data.direction, rooms, rows);
  }

  static async create(options: TrainerOptions): Promise<Trainer> {
    const { config, corpus, build, control, threads = 1 } = options;
    // Too little text is said before anything is built.
    trainingBatches(corpus.train, config.training, corpus.vocabulary);
    influenceOf(config, corpus.vocabulary.size);
    const engine = await Engine.create({ build, control, threads });
    const model = modelOptions(config);
    const made = buildModel(model, { steps: 1, batch: 1, vocabulary: corpus.vocabulary.size });
    const shards = Math.min(threads, config.training.batchSize);
    const network = new Network(engine, layOutParameters(made.graph), optimizerOf(config), shards, {
      averages: config.training.averaging !== null,
      accumulates: config.training.accumulate > 1,
    });
    initialize(network, made, config);
    return new Trainer(options, model, engine, network);
  }

  /** Ends the threads; nothing can be trained or measured any more, but saved. */
  async dispose(): Promise<void> {
    await this.engine.dispose();
  }

  get minibatchesPerEpoch(): number {
    return this.batches.minibatchesPerEpoch;
  }

  get stepsPerEpoch(): number {
    return stepsPerEpoch(this.options.config, this.minibatchesPerEpoch);
  }

  get unusedTargets(): number {
    return this.batches.unusedTargets;
  }

  /** Numbers that are trained. */
  get parameters(): number {
    return this.network.layout.count;
  }

  /** What real-time recurrent learning costs; null where gradients go back through time. */
  get influence(): InfluenceCost | null {
    return influenceOf(this.options.config, this.options.corpus.vocabulary.size);
  }

  /**
   * Takes a step, or abandons it when the control word says so; then nothing has changed that the same step would not do again.
   * Throws when the loss or the gradient has diverged, before a parameter is touched. Allocates nothing.
   *
   * A step has one minibatch, or `accumulate` of them within an epoch. Each is run as if the first were typical of all; what
   * their gradients must be multiplied by is known when all are there.
   */
  takeStep(): StepOutcome {
    if (this.options.config.training.accumulate === 1) return this.tryStep();
    const { executable } = this.windows;
    const { step } = this;
    executable.keepStates();
    try {
      return this.tryStep();
    } finally {
      if (this.step === step) executable.putBackStates();
    }
  }

  private tryStep(): StepOutcome {
    const { network, update, last, scalars, batches, inputs, targets } = this;
    const { accumulate, reduce } = this.options.config.training;
    const { batchSize } = batches;
    const sums = reduce === "sum";
    let parts = 0;
    let tokens = 0;
    let loss = 0;
    let expected = 0;
    let minibatch: Minibatch;
    let executable: Executable;
    for (;;) {
      minibatch = batches.next(inputs, targets);
      executable = this.windows.of(minibatch.steps);
      if (!minibatch.carriesState) executable.clearStates();
      executable.write({ inputs, targets });
      const count = minibatch.steps * batchSize;
      if (parts === 0) expected = accumulate * (sums ? batchSize : count);
      scalars.inverseTokens = 1 / expected;
      scalars.step = this.minibatches + parts + 1;
      if (!executable.run(scalars)) {
        batches.restore(this.taken.save());
        return "stopped";
      }
      parts++;
      tokens += count;
      loss += executable.loss;
      if (parts === accumulate || minibatch.endsEpoch) break;
      network.accumulate(parts === 1);
      executable.commit();
    }
    last.loss = loss * (expected / tokens);
    last.gradientNorm = network.gradientNorm(update, parts > 1, expected / (sums ? batchSize * parts : tokens));
    const clipped = update.clipNorm > 0 || update.clipValue > 0;
    const error = divergence(this.step + 1, last.loss, last.gradientNorm, clipped, this.guessing);
    if (error) throw error;
    update.learningRate = this.schedule.rate(this.step + 1, minibatch.epoch);
    if (this.averageWeight) update.averageWeight = this.averageWeight(this.step + 1);
    this.whole = false;
    network.update(this.step + 1, update);
    this.whole = true;
    executable.commit();
    for (let i = 0; i < parts; i++) this.taken.next(inputs, targets);
    this.step++;
    last.learningRate = update.learningRate;
    last.tokens = tokens;
    last.epoch = minibatch.epoch;
    last.endsEpoch = minibatch.endsEpoch;
    return "taken";
  }

  /** Minibatches of all steps so far: dropout draws other masks for each. */
  private get minibatches(): number {
    const { accumulate } = this.options.config.training;
    if (accumulate === 1) return this.step;
    const { stepsPerEpoch, minibatchesPerEpoch } = this;
    const epochs = Math.floor(this.step / stepsPerEpoch);
    return epochs * minibatchesPerEpoch + (this.step - epochs * stepsPerEpoch) * accumulate;
  }

  has(part: "validation" | "test"): boolean {
    return this.options.corpus[part].length >= 2;
  }

  /** Measures the network on a part of the text; undefined when stopped. */
  async evaluate(part: "validation" | "test", pause: () => Promise<void>): Promise<Evaluation | undefined> {
    const evaluator = this.evaluators.get(part);
    if (!evaluator) throw new Error(`There is no ${part}`);
    const measured = await evaluator.evaluate(pause);
    return measured && { ...measured, bitsPerCharacter: this.bitsPerCharacter(part, measured.loss) };
  }

  /** Of a loss in nats per token: comparable between models of characters and of words, on the same text. */
  bitsPerCharacter(part: "validation" | "test", loss: number): number {
    const { tokens, characters } = this.options.corpus.facts ?? {};
    const tokensPerCharacter = tokens && characters ? tokens[part] / characters[part] : 1;
    return (loss * tokensPerCharacter) / Math.LN2;
  }

  /** Draws a sample; undefined when stopped. */
  sample(settings: SampleSettings, withHidden = false): Sample | undefined {
    return this.sampler.sample(settings, withHidden);
  }

  /** Draws all the samples that the settings ask for; undefined when stopped. */
  samples(settings: SampleSettings, withHidden = false): Sample[] | undefined {
    return this.sampler.samples(settings, withHidden);
  }

  /**
   * Everything that the future of this training depends on. A copy, unless `borrow` asks for views of the engine's memory, which
   * are right until the next step and must not leave this thread.
   */
  save(borrow = false): Snapshot {
    const { network, windows } = this;
    const tensors = new Map<string, Tensor>();
    const add = (name: string, shape: readonly number[], data: Float32Array) => {
      tensors.set(name, { shape, dtype: "F32", data: borrow ? data : new Float32Array(data) });
    };
    for (const { name, shape } of network.layout.places.values()) {
      add(name, shape, network.measured.parameter(name));
      if (this.averageWeight) add(`unroll.iterate.${name}`, shape, network.parameter(name));
    }
    for (const which of network.moments) {
      for (const { name, shape, trained } of network.layout.places.values()) {
        if (trained) add(`unroll.${network.optimizer.name}.${which}.${name}`, shape, network.moment(name, which));
      }
    }
    windows.states.forEach((state, i) => {
      const shape = [this.batches.batchSize, ...state.shape.slice(1)];
      add(`unroll.${state.name}`, shape, windows.executable.readState(i));
    });
    const metadata = {
      "unroll.step": String(this.step),
      "unroll.epoch": String(this.last.epoch),
      "unroll.cursor": this.taken.save(),
      "unroll.schedule": JSON.stringify(this.schedule.save()),
      "unroll.cells": JSON.stringify(cellForms(this.options.config.model)),
      "unroll.seed": String(this.options.config.training.seed),
    };
    return { tensors, metadata };
  }

  /** Continues from what `save` gave. */
  restore({ tensors, metadata }: Snapshot): void {
    const { network, windows } = this;
    this.loadParameters(tensors);
    if (this.averageWeight) {
      for (const name of network.layout.places.keys()) {
        const parameter = network.parameter(name);
        parameter.set(findTensor(tensors, `unroll.iterate.${name}`, parameter.length));
      }
    }
    const find = (name: string, target: { length: number }) => findTensor(tensors, name, target.length);
    for (const which of network.moments) {
      for (const { name, trained } of network.layout.places.values()) {
        if (!trained) continue;
        const moment = network.moment(name, which);
        moment.set(find(`unroll.${network.optimizer.name}.${which}.${name}`, moment));
      }
    }
    windows.states.forEach((state, i) => {
      const size = { length: (sizeOf(state.shape) / state.shape[0]) * this.batches.batchSize };
      windows.executable.writeState(i, find(`unroll.${state.name}`, size));
    });
    const step = Number(metadata["unroll.step"]);
    if (!Number.isSafeInteger(step) || step < 0) throw damagedCheckpoint("it has no step");
    this.step = step;
    this.last.epoch = Number(metadata["unroll.epoch"]) || 1;
    this.batches.restore(metadata["unroll.cursor"] ?? "");
    this.taken.restore(metadata["unroll.cursor"] ?? "");
    if (!this.schedule.restore(savedValue(metadata, "unroll.schedule"))) throw doesNotFit("unroll.schedule");
  }

  /** Takes over parameters by PyTorch's names, and as their average; every one must be there and fit. Others are ignored. */
  loadParameters(tensors: ReadonlyMap<string, Tensor>): void {
    loadParameters(this.network, tensors);
    if (this.averageWeight) loadParameters(this.network.measured, tensors);
  }
}

function findTensor(tensors: ReadonlyMap<string, Tensor>, name: string, length: number): Float32Array {
  const tensor = tensors.get(name);
  if (!tensor || !(tensor.data instanceof Float32Array) || tensor.data.length !== length) {
    throw damagedCheckpoint(`${name} is missing or does not fit`);
  }
  return tensor.data;
}
