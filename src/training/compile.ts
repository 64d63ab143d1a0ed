import { Executable, shardRows, type Weights } from "../engine/index.ts";
import { lower, type Tensor } from "../graph/index.ts";
import {
  type BuildOptions,
  buildModel,
  type Dimensions,
  type Head,
  type Model,
  type ModelOptions,
} from "../model/index.ts";

/** What a network is, whatever the size of a minibatch. */
export interface Form extends Pick<Dimensions, "vocabulary" | "features" | "both" | "classes" | "lengths"> {
  options: ModelOptions;
  /** What stands on top of the recurrent layers; a symbol at every step where absent. */
  head?: Head;
}

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

/** The graph of a network for minibatches of one shape; `tokens` are those of all shards. */
export function formModel(
  { options, head, ...form }: Form,
  shape: Shape,
  build: BuildOptions = {},
  tokens?: number,
): Model {
  return buildModel(options, { ...form, ...shape, tokens }, { head, ...build });
}

/**
 * Builds, lowers and loads a model. `like` lends its states and its memory, `rooms` their memory alone; `shards` parts share the
 * rows.
 */
export function compile(
  network: Weights,
  form: Form,
  { steps, batch }: Shape,
  build: BuildOptions,
  { shards = 1, like, rooms, keep = () => [] }: CompileOptions = {},
): Compiled {
  const tokens = steps * batch;
  const programs = shardRows(batch, shards).map((rows) => {
    const model = formModel(form, { steps, batch: rows }, build, tokens);
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

/** Programs of one model for several numbers of steps, which share their states; the most steps come first and lend their memory. */
export class Windows {
  private readonly compiled: readonly Compiled[];

  constructor(steps: readonly number[], batch: number, make: (shape: Shape, like?: Compiled) => Compiled) {
    const [most, ...others] = [...new Set(steps)].sort((a, b) => b - a);
    const first = make({ steps: most, batch });
    this.compiled = [first, ...others.map((fewer) => make({ steps: fewer, batch }, first))];
  }

  of(steps: number): Executable {
    for (let i = 0; i < this.compiled.length; i++) {
      if (this.compiled[i].steps === steps) return this.compiled[i].executable;
    }
    throw new Error(`No window of ${steps} steps was compiled`);
  }

  get states(): readonly Tensor[] {
    return this.compiled[0].model.states;
  }

  get executable(): Executable {
    return this.compiled[0].executable;
  }
}
