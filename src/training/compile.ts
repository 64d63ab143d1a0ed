import { Executable, shardRows, type Weights } from "../engine/index.ts";
import { lower, type Tensor } from "../graph/index.ts";
import { type BuildOptions, buildModel, type Model, type ModelOptions } from "../model/index.ts";

/** A model for minibatches of one shape, ready to run. */
export interface Compiled {
  executable: Executable;
  /** The graph of the first shard. */
  model: Model;
  /** T */
  steps: number;
  /** B */
  batch: number;
}

export interface Shape {
  steps: number;
  batch: number;
}

export interface CompileOptions {
  shards?: number;
  like?: Compiled;
  rooms?: readonly Executable[];
  keep?: (model: Model) => Tensor[];
}

/**
 * Builds, lowers and loads a model. `like` lends its states and its memory, `rooms` their memory alone; `shards` parts share the
 * rows.
 */
export function compile(
  network: Weights,
  options: ModelOptions,
  vocabulary: number,
  { steps, batch }: Shape,
  build: BuildOptions,
  { shards = 1, like, rooms, keep = () => [] }: CompileOptions = {},
): Compiled {
  const tokens = steps * batch;
  const programs = shardRows(batch, shards).map((rows) => {
    const model = buildModel(options, { steps, batch: rows, vocabulary, tokens }, build);
    const wanted = [...(model.loss ? [model.loss] : [model.logits]), ...keep(model)];
    const program = lower(model.graph, network.layout, {
      gradients: model.gradients,
      keep: wanted,
      threads: network.engine.threads,
    });
    return { ...model, model, program, rows };
  });
  const executable = new Executable(network, steps, programs, like?.executable, rooms);
  return { executable, model: programs[0].model, steps, batch };
}

/** The window of T steps and the shorter one that ends an epoch, which shares its states. */
export class Windows {
  private readonly full: Compiled;
  private readonly short: Compiled | undefined;

  constructor(shape: Shape, lastSteps: number, make: (shape: Shape, like?: Compiled) => Compiled) {
    this.full = make(shape);
    this.short =
      lastSteps > 0 && lastSteps !== shape.steps ? make({ ...shape, steps: lastSteps }, this.full) : undefined;
  }

  of(steps: number): Executable {
    const found = steps === this.full.steps ? this.full : this.short;
    if (found?.steps !== steps) throw new Error(`No window of ${steps} steps was compiled`);
    return found.executable;
  }

  get states(): readonly Tensor[] {
    return this.full.model.states;
  }

  get executable(): Executable {
    return this.full.executable;
  }
}
