import { controlWord, isCancelled } from "../base/cancellation.ts";
import type { MinibatchArrays, MinibatchShape } from "../base/minibatch.ts";
import { type Config, computedForms } from "../config/index.ts";
import type { ShownMinibatch } from "../contracts/steering.ts";
import { type CoreBuild, Engine, type Executable, Network, type UpdateSettings } from "../engine/index.ts";
import { sizeOf } from "../graph/index.ts";
import type { InfluenceCost } from "../model/index.ts";
import { influenceOf, initialize, loadParameters, type Programs } from "../networks/index.ts";
import type { Output, PreviewSource, SampleSettings, Shown, TargetSettings } from "../sampling/index.ts";
import type {
  BatchInfo,
  Evaluation,
  Figures,
  MeasuredPart,
  Measurer,
  Pause,
  Task,
  TrainingSource,
} from "../tasks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { plannedSteps, stepsPerEpoch } from "./cadence.ts";
import { damagedCheckpoint, doesNotFit, savedValue } from "./savedValue.ts";
import { Schedule } from "./schedule.ts";
import { planTraining, type TrainingPlan, type TrainingPlanOptions } from "./trainingPlan.ts";
import { averageWeightOf, updateSettings } from "./updateSettings.ts";
import { divergence, type Watched } from "./watch.ts";

export interface TrainerOptions extends TrainingPlanOptions {
  build?: CoreBuild;
  /** Cancels what is being computed. */
  signal?: AbortSignal;
}

/** Everything that a checkpoint holds of a trainer: tensors by name, and strings. */
export interface Snapshot {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

/** From the step after `step` on, the base of the learning rate. */
export interface RateChange {
  step: number;
  base: number;
}

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

  private readonly ratesSoFar: RateChange[] = [];
  private readonly update: UpdateSettings;
  private readonly watched: Watched;
  private readonly averageWeight: ((step: number) => number) | undefined;
  /** The source to draw from, and one that follows it when a step is taken: an abandoned step leaves no trace. */
  private readonly batches: TrainingSource;
  private readonly taken: TrainingSource;
  private readonly arrays: MinibatchArrays;
  private lastShape: MinibatchShape;
  private readonly programs: Programs;
  private readonly scalars = { inverseTokens: 0, seed: 0, step: 0 };
  private readonly measurers: ReadonlyMap<MeasuredPart, Measurer>;
  private readonly previewSource: PreviewSource;
  private readonly task: Task;

  private constructor(
    private readonly config: Config,
    readonly plan: TrainingPlan,
    readonly engine: Engine,
    readonly network: Network,
  ) {
    const { task, source, programs, measurers, previews } = plan;
    this.task = task;
    this.programs = programs;
    this.measurers = measurers;
    this.previewSource = previews;
    this.update = updateSettings(config);
    this.watched = {
      clipped: config.training.clip !== null,
      guessing: task.guessing ?? Number.POSITIVE_INFINITY,
      numbers: task.guessing === undefined || task.form.features !== undefined,
    };
    this.averageWeight = averageWeightOf(config);
    this.scalars.seed = config.training.seed;
    this.batches = source;
    this.taken = task.source();
    this.arrays = this.batches.arrays();
    [this.lastShape] = this.batches.shapes;
    const planned = plannedSteps(config, this.stepsPerEpoch);
    this.schedule = new Schedule(config, { steps: planned, epochs: Math.ceil(planned / this.stepsPerEpoch) });
  }

  static async create({ build, signal, ...options }: TrainerOptions): Promise<Trainer> {
    const { config, threads = 1 } = options;
    const control = signal && controlWord(signal);
    const plan = planTraining(options);
    const engine = await Engine.create({ build, control, threads, memory: plan.memory });
    const network = new Network(plan.network);
    initialize(network, plan.model, config);
    return new Trainer(config, plan, engine, network);
  }

  /** Ends the threads; nothing can be trained or measured any more, but saved. */
  async dispose(): Promise<void> {
    await this.engine.dispose();
  }

  get minibatchesPerEpoch(): number {
    return this.batches.minibatchesPerEpoch;
  }

  get stepsPerEpoch(): number {
    return stepsPerEpoch(this.config, this.minibatchesPerEpoch);
  }

  /** Targets of a text, or sequences, that an epoch leaves out. */
  get unused(): number {
    return this.batches.unused;
  }

  /** Numbers that are trained. */
  get parameters(): number {
    return this.network.layout.count;
  }

  /** What real-time recurrent learning costs; null where gradients go back through time. */
  get influence(): InfluenceCost | null {
    return influenceOf(this.config, this.task.form.vocabulary);
  }

  /**
   * Takes a step. Throws when the loss or the gradient has diverged, before a parameter is touched. Allocates nothing.
   * @throws Cancelled when somebody cancels it; then nothing has changed that the same step would not do again
   *
   * A step has one minibatch, or `accumulate` of them within an epoch. Each is run as if the first were typical of all; what
   * their gradients must be multiplied by is known when all are there.
   */
  takeStep(): void {
    if (this.config.training.accumulate === 1) {
      this.tryStep();
      return;
    }
    const { executable } = this.programs;
    const { step } = this;
    executable.keepStates();
    try {
      this.tryStep();
    } finally {
      if (this.step === step) executable.putBackStates();
    }
  }

  private tryStep(): void {
    const { network, update, last, scalars, batches, arrays } = this;
    const { accumulate, reduce } = this.config.training;
    const { batchSize } = batches;
    const sums = reduce === "sum";
    let parts = 0;
    let targets = 0;
    let weight = 0;
    let tokens = 0;
    let loss = 0;
    let expected = 0;
    let minibatch: BatchInfo;
    let executable: Executable;
    for (;;) {
      minibatch = batches.next(arrays);
      executable = this.programs.of(minibatch.shape);
      if (!minibatch.carriesState) executable.clearStates();
      executable.write(arrays);
      if (parts === 0) expected = accumulate * (sums ? batchSize : minibatch.weight);
      scalars.inverseTokens = 1 / expected;
      scalars.step = this.minibatches + parts + 1;
      try {
        executable.run(scalars);
      } catch (error) {
        if (isCancelled(error)) batches.restore(this.taken.save());
        throw error;
      }
      parts++;
      targets += minibatch.count;
      weight += minibatch.weight;
      tokens += minibatch.tokens;
      loss += executable.loss;
      if (parts === accumulate || minibatch.endsEpoch) break;
      network.accumulate(parts === 1);
      executable.commit();
    }
    last.loss = loss * (expected / targets);
    last.gradientNorm = network.gradientNorm(update, parts > 1, expected / (sums ? batchSize * parts : weight));
    const error = divergence(this.step + 1, last.loss, last.gradientNorm, this.watched);
    if (error) throw error;
    update.learningRate = this.schedule.rate(this.step + 1, minibatch.epoch);
    if (this.averageWeight) update.averageWeight = this.averageWeight(this.step + 1);
    this.whole = false;
    network.update(this.step + 1, update);
    this.whole = true;
    executable.commit();
    for (let i = 0; i < parts; i++) this.taken.next(arrays);
    this.step++;
    last.learningRate = update.learningRate;
    last.tokens = tokens;
    this.lastShape = minibatch.shape;
    last.epoch = minibatch.epoch;
    last.endsEpoch = minibatch.endsEpoch;
  }

  /** Minibatches of all steps so far: dropout draws other masks for each. */
  private get minibatches(): number {
    const { accumulate } = this.config.training;
    if (accumulate === 1) return this.step;
    const { stepsPerEpoch, minibatchesPerEpoch } = this;
    const epochs = Math.floor(this.step / stepsPerEpoch);
    return epochs * minibatchesPerEpoch + (this.step - epochs * stepsPerEpoch) * accumulate;
  }

  /** How the learning rate was changed while it trained, or by a resume: to nothing that the config says. */
  get rateChanges(): readonly RateChange[] {
    return this.ratesSoFar;
  }

  /** Another base of the learning rate from the next step on. */
  changeLearningRate(base: number): void {
    const { step, schedule, ratesSoFar } = this;
    if (schedule.base === base) return;
    schedule.base = base;
    if (ratesSoFar.at(-1)?.step === step) ratesSoFar.pop();
    ratesSoFar.push({ step, base });
  }

  /** The minibatch of the step that was taken last, where steps have several the last of them, as text. */
  lastMinibatch(): ShownMinibatch {
    return this.task.shownMinibatch(this.arrays, this.lastShape, this.batches.batchSize);
  }

  has(part: MeasuredPart): boolean {
    return this.task.has(part);
  }

  /** So many training steps read as much as one validation does; 0 without one. */
  get stepsPerValidation(): number {
    if (!this.has("validation")) return 0;
    return (this.task.reads("validation") * this.stepsPerEpoch) / Math.max(1, this.task.reads("train"));
  }

  /** Measures the network on a part of the data. */
  async evaluate(part: MeasuredPart, pause: Pause): Promise<Evaluation> {
    const measurer = this.measurers.get(part);
    if (!measurer) throw new Error(`There is no ${part}`);
    return await measurer.evaluate(pause);
  }

  /** Figures that were saved by an older version, with what they lack. */
  complete(part: MeasuredPart, figures: Figures): Figures {
    return this.task.complete?.(part, figures) ?? figures;
  }

  /** What the network shows of itself: samples that it draws, or examples that it answers, as many as the settings ask for. */
  previews(settings: SampleSettings, withHidden = false): Shown[] {
    return this.previewSource.previews(settings, withHidden);
  }

  /** What the network writes now, in the rows that previews have; undefined where such settings need others. */
  sample(settings: SampleSettings): Shown[] | undefined {
    return this.previewSource.hasRowsFor?.(settings) ? this.previewSource.previews(settings) : undefined;
  }

  /** The outputs that the network writes now for a source; undefined where such settings need rows that previews do not have. */
  writeTarget(source: Int32Array, settings: TargetSettings): Output[] | undefined {
    return this.previewSource.write?.(source, settings);
  }

  /**
   * Everything that the future of this training depends on. A copy, unless `borrow` asks for views of the engine's memory, which
   * are right until the next step and must not leave this thread.
   */
  save(borrow = false): Snapshot {
    const { network, programs } = this;
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
        if (trained) add(`unroll.${network.plan.optimizer.name}.${which}.${name}`, shape, network.moment(name, which));
      }
    }
    const states = this.task.carriesStates ? programs.states : [];
    states.forEach((state, i) => {
      const shape = [this.batches.batchSize, ...state.shape.slice(1)];
      add(`unroll.${state.name}`, shape, programs.executable.readState(i));
    });
    const metadata = {
      "unroll.step": String(this.step),
      "unroll.epoch": String(this.last.epoch),
      "unroll.cursor": this.taken.save(),
      "unroll.schedule": JSON.stringify(this.schedule.save()),
      "unroll.cells": JSON.stringify(computedForms(this.config)),
      "unroll.seed": String(this.config.training.seed),
      ...(this.ratesSoFar.length > 0 && { "unroll.learningRates": JSON.stringify(this.ratesSoFar) }),
    };
    return { tensors, metadata };
  }

  /** Continues from what `save` gave. */
  restore({ tensors, metadata }: Snapshot): void {
    const { network, programs } = this;
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
        moment.set(find(`unroll.${network.plan.optimizer.name}.${which}.${name}`, moment));
      }
    }
    const states = this.task.carriesStates ? programs.states : [];
    states.forEach((state, i) => {
      const size = { length: (sizeOf(state.shape) / state.shape[0]) * this.batches.batchSize };
      programs.executable.writeState(i, find(`unroll.${state.name}`, size));
    });
    const step = Number(metadata["unroll.step"]);
    if (!Number.isSafeInteger(step) || step < 0) throw damagedCheckpoint("it has no step");
    this.step = step;
    this.last.epoch = Number(metadata["unroll.epoch"]) || 1;
    this.batches.restore(metadata["unroll.cursor"] ?? "");
    this.taken.restore(metadata["unroll.cursor"] ?? "");
    if (!this.schedule.restore(savedValue(metadata, "unroll.schedule"))) throw doesNotFit("unroll.schedule");
    this.restoreRates(savedValue(metadata, "unroll.learningRates"));
  }

  private restoreRates(saved: unknown): void {
    const { ratesSoFar } = this;
    const isChange = (change: Partial<RateChange> | null) =>
      Number.isSafeInteger(change?.step) && change!.step! <= this.step && Number(change!.base) > 0;
    if (saved !== null && !(Array.isArray(saved) && saved.every(isChange))) throw doesNotFit("unroll.learningRates");
    ratesSoFar.splice(0, ratesSoFar.length, ...((saved ?? []) as RateChange[]));
    const latest = ratesSoFar.at(-1);
    if (latest) this.schedule.base = latest.base;
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
