// Trains a recurrent layer on sequences of numbers that a task draws, with the product's own cells, losses, optimisers,
// initialisers and schedules; the minibatches are new at every step.
import { Random } from "../../../src/base/random.ts";
import { type Config, parseConfig } from "../../../src/config/index.ts";
import { type CoreBuild, Engine, Executable, Network, NetworkPlan, planExecutable } from "../../../src/engine/index.ts";
import { differentiate, Graph, layOutParameters, lower, ops, type Tensor } from "../../../src/graph/index.ts";
import type { Model } from "../../../src/model/index.ts";
import { recurrentStack } from "../../../src/model/stack.ts";
import { initialize } from "../../../src/networks/initialize.ts";
import { modelOptions } from "../../../src/networks/settings.ts";
import { Schedule } from "../../../src/training/schedule.ts";
import { optimizerOf, updateSettings } from "../../../src/training/updateSettings.ts";

/** A minibatch, time-major: x (T,B,F), and y of the steps that are read out, (R,B,outputs) numbers or (R,B) classes. */
export interface Minibatch {
  x: Float32Array;
  y: Float32Array | Int32Array;
}

export interface Task {
  /** T */
  steps: number;
  /** F, numbers that the network sees at a step. */
  features: number;
  /** Numbers it answers with, or classes. */
  outputs: number;
  /** The first step that is read out; all from there on are. */
  readFrom: number;
  loss: "squaredError" | "crossEntropy";
  /** Minibatches to measure it on, and their rows; 20 of 100 where absent. */
  evaluation?: { minibatches: number; rows: number };
  /** Fills a minibatch of `batch` rows. */
  draw(random: Random, minibatch: Minibatch, batch: number): void;
}

export interface Settings {
  /** Sections of a config, as a person writes them. */
  model: object;
  training: object;
  seed: number;
  build?: CoreBuild;
}

interface Built {
  graph: Graph;
  x: Tensor;
  y: Tensor;
  loss: Tensor;
  answers: Tensor;
  gradients: Map<Tensor, Tensor> | undefined;
  states: Tensor[];
  start: Pick<Model, "roles" | "initializers">;
}

/** x → one recurrent layer → a linear read-out of the chosen steps → the loss, its mean over them. */
function build(task: Task, config: Config, batch: number, training: boolean): Built {
  const graph = new Graph();
  const { steps, features, outputs, readFrom } = task;
  const x = graph.input("x", [steps, batch, features], "f32");
  const options = modelOptions(config);
  const learnsInitialState = options.initialState === "learned";
  const about = { graph, B: batch, unrolled: false, drawing: training, learnsInitialState };
  const layer = recurrentStack(about, options, { sequence: x });
  const read = readFrom > 0 ? graph.slice(layer.output, readFrom, steps) : layer.output;
  const weight = graph.parameter("output.weight", [outputs, layer.output.shape[2]]);
  const bias = graph.parameter("output.bias", [outputs]);
  const { out: answers } = graph.apply(ops.matmul, { a: read, b: weight, bias }, { transposeB: true }, "answers");
  const rows = steps - readFrom;
  const classes = task.loss === "crossEntropy";
  const y = classes ? graph.input("y", [rows, batch]) : graph.input("y", [rows, batch, outputs], "f32");
  const { loss } = classes
    ? graph.apply(ops.crossEntropy, { logits: answers, targets: y }, {}, "loss")
    : graph.apply(ops.squaredError, { predictions: answers, targets: y }, {}, "loss");
  const gradients = training ? differentiate(graph, loss) : undefined;
  return { graph, x, y, loss, answers, gradients, states: layer.states, start: layer };
}

/** A compiled graph with its minibatch in the core's memory. */
class Program {
  readonly minibatch: Minibatch;
  readonly answers: Float32Array;
  private readonly executable: Executable;
  private readonly scalars: { inverseTokens: number; seed: number; step: number };

  constructor(
    network: Network,
    private readonly task: Task,
    built: Built,
    private readonly batch: number,
  ) {
    const { graph, gradients, x, y, loss, answers, states } = built;
    const program = lower(graph, network.layout, { gradients, keep: gradients ? [loss] : [loss, answers] });
    const programs = [{ program, rows: batch, feeds: [], loss, states }];
    this.executable = new Executable(planExecutable(network.plan, { shape: { steps: task.steps }, programs }));
    const numbers = this.executable.values(y);
    const { buffer, byteOffset, length } = numbers;
    const targets = y.type === "i32" ? new Int32Array(buffer, byteOffset, length) : numbers;
    this.minibatch = { x: this.executable.values(x), y: targets };
    this.answers = gradients ? new Float32Array(0) : this.executable.values(answers);
    this.scalars = { inverseTokens: 1 / ((task.steps - task.readFrom) * batch), seed: 0, step: 0 };
  }

  /** Draws a minibatch and runs it from a zero state; returns its loss. */
  run(random: Random): number {
    this.task.draw(random, this.minibatch, this.batch);
    this.executable.run(this.scalars);
    return this.executable.loss;
  }
}

/** One training of a network on a task. */
export class Experiment {
  /** Steps taken so far. */
  step = 0;
  /** Numbers that are trained. */
  readonly parameters: number;
  private readonly random: Random;
  private evaluation: Program | undefined;

  private constructor(
    private readonly task: Task,
    private readonly config: Config,
    readonly network: Network,
    private readonly training: Program,
    private readonly schedule: Schedule,
  ) {
    this.random = Random.seeded(config.training.seed, "minibatches");
    this.parameters = network.layout.count;
  }

  static async create(task: Task, { model, training, seed, build: core }: Settings): Promise<Experiment> {
    const text = JSON.stringify({
      // A task whose layers may read in both directions.
      ...{ task: "tagging", data: { train: "drawn.csv" } },
      ...{ model: { layers: 1, ...model }, training: { steps: 1, batchSize: 32, ...training, seed } },
    });
    const { config, problems } = parseConfig(text);
    if (!config) throw new Error(problems.map(({ message }) => message).join("\n"));
    const engine = await Engine.create({ build: core });
    const built = build(task, config, config.training.batchSize, true);
    const { memory, threads } = engine;
    const layout = layOutParameters(built.graph);
    const network = new Network(new NetworkPlan(memory, { layout, optimizer: optimizerOf(config), threads }));
    initialize(network, built.start, config);
    const program = new Program(network, task, built, config.training.batchSize);
    return new Experiment(
      task,
      config,
      network,
      program,
      new Schedule(config, { steps: config.training.steps!, epochs: 1 }),
    );
  }

  /** The elements of a parameter, to be set before the first step; undefined where the network has none of that name. */
  find(name: string): Float32Array | undefined {
    return this.network.layout.places.has(name) ? this.network.parameter(name) : undefined;
  }

  /** Takes `count` steps and returns the mean of their losses. */
  train(count: number): number {
    const { network, training, config, random, schedule } = this;
    const update = updateSettings(config);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      this.step++;
      update.learningRate = schedule.rate(this.step, 1);
      sum += training.run(random);
      network.gradientNorm(update);
      network.update(this.step, update);
    }
    return sum / count;
  }

  /**
   * The loss on minibatches that nobody trained on, the same for every experiment; `look` may look at each with the answers
   * (R,B,outputs).
   */
  evaluate(look?: (minibatch: Minibatch, answers: Float32Array) => void): number {
    const { task, config, network } = this;
    const { minibatches, rows } = task.evaluation ?? { minibatches: 20, rows: 100 };
    this.evaluation ??= new Program(network, task, build(task, config, rows, false), rows);
    const random = Random.seeded(0, "evaluation");
    let sum = 0;
    for (let i = 0; i < minibatches; i++) {
      sum += this.evaluation.run(random);
      look?.(this.evaluation.minibatch, this.evaluation.answers);
    }
    return sum / minibatches;
  }
}
