import { isSameShape, type MinibatchShape, MOST_PROGRAMS, shapeKey } from "../base/minibatch.ts";
import {
  Executable,
  type ExecutablePlan,
  type Lender,
  type ParameterPlan,
  planExecutable,
  shardRows,
} from "../engine/index.ts";
import { lower, type Tensor } from "../graph/index.ts";
import {
  type BuildOptions,
  buildEncoderDecoder,
  buildModel,
  type DecoderForm,
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
  /** What writes the target of what the recurrent layers have read, where the network is an encoder and a decoder. */
  decoder?: DecoderForm;
}

/** A model for minibatches of one shape, with its place in memory; ready to run where there is an engine. */
export class Compiled {
  private loaded: Executable | undefined;

  constructor(
    readonly plan: ExecutablePlan,
    /** The graph of the first shard. */
    readonly model: Model,
    readonly shape: ProgramShape,
  ) {}

  get executable(): Executable {
    this.loaded ??= new Executable(this.plan);
    return this.loaded;
  }
}

/** What a program is made for: a shape of minibatches, and their rows. */
export interface ProgramShape extends MinibatchShape {
  /** B */
  batch: number;
}

/** A network that programs are made for, with or without an engine: where its parameters lie, what it is, and what lends its memory. */
export interface NetworkUse {
  network: ParameterPlan;
  form: Form;
  /** Nothing that is compiled for this use runs while one of them does. */
  lenders?: readonly Lender[];
}

export interface CompileOptions {
  shards?: number;
  /** The graphs of the shards, where they have been made, from `formShards`. */
  models?: readonly Model[];
  like?: Compiled;
  keep?: (model: Model) => Tensor[];
}

/** The graph of a network for minibatches of one shape; `tokens` are those of all shards. */
export function formModel(
  { options, head, decoder, ...form }: Form,
  shape: ProgramShape,
  build: BuildOptions = {},
  tokens?: number,
): Model {
  const dimensions = { ...form, ...shape, tokens };
  if (decoder) return buildEncoderDecoder(options, decoder, dimensions, build);
  return buildModel(options, dimensions, { head, ...build });
}

/** The graphs of all shards of a minibatch: one for those of as many rows. */
export function formShards(form: Form, shape: ProgramShape, build: BuildOptions, shards: number): Model[] {
  const tokens = shape.steps * shape.batch;
  const made = new Map<number, Model>();
  return shardRows(shape.batch, shards).map((rows) => {
    const model = made.get(rows) ?? formModel(form, { ...shape, batch: rows }, build, tokens);
    made.set(rows, model);
    return model;
  });
}

/** Steps of a program that is made for inputs as they come, at least so many: a power of two, so that few are compiled. */
export function roomySteps(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(8, length)));
}

/**
 * Builds and lowers a model and finds its place in memory. `like` lends its states and its memory, `lenders` their memory alone;
 * `shards` parts share the rows.
 */
export function compile(
  { network, form, lenders }: NetworkUse,
  shape: ProgramShape,
  build: BuildOptions,
  { shards = 1, like, keep = () => [], models = formShards(form, shape, build, shards) }: CompileOptions = {},
): Compiled {
  const most = models[0].rows;
  const programs = models.map((model, index) => {
    const made = build.part ? model.outputs.map(({ tensor }) => tensor) : [model.loss ?? model.logits!];
    const wanted = [...made, ...keep(model)];
    const program = lower(model.graph, network.layout, {
      gradients: model.gradients,
      keep: wanted,
      threads: network.threads,
      asleep: models.length < network.threads,
      shard: { index, count: models.length, rows: model.rows, most },
    });
    return { ...model, model, program, outputs: model.outputs.filter(({ tensor }) => wanted.includes(tensor)) };
  });
  const plan = planExecutable(network, { shape, programs, like: like?.plan, lenders });
  return new Compiled(plan, programs[0].model, shape);
}

/** A model of one row by itself, beside a network whose parameters it reads; all its outputs can be read back. */
export function compileModel(
  { network, lenders }: Omit<NetworkUse, "form">,
  model: Model,
  shape: ProgramShape,
): Compiled {
  const keep = model.outputs.map(({ tensor }) => tensor);
  const program = lower(model.graph, network.layout, { keep, threads: network.threads });
  return new Compiled(planExecutable(network, { shape, programs: [{ ...model, program }], lenders }), model, shape);
}

/**
 * The programs of one model, one for each shape of its minibatches, which share their states; that of the most steps comes first and
 * lends its memory.
 */
export class Programs {
  private readonly compiled: readonly Compiled[];

  constructor(
    shapes: readonly MinibatchShape[],
    batch: number,
    make: (shape: ProgramShape, like?: Compiled) => Compiled,
  ) {
    const distinct = shapes.filter((shape, i) => shapes.findIndex((other) => isSameShape(other, shape)) === i);
    if (distinct.length > MOST_PROGRAMS) {
      throw new Error(`A model has ${MOST_PROGRAMS} programs at most, not ${distinct.map(shapeKey).join("; ")}`);
    }
    const [largest, ...others] = distinct.sort(
      (a, b) => b.steps - a.steps || (b.targetSteps ?? 0) - (a.targetSteps ?? 0),
    );
    const first = make({ ...largest, batch });
    this.compiled = [first, ...others.map((shape) => make({ ...shape, batch }, first))];
  }

  /** That of a minibatch's shape. */
  of(shape: MinibatchShape): Executable {
    for (let i = 0; i < this.compiled.length; i++) {
      if (isSameShape(this.compiled[i].shape, shape)) return this.compiled[i].executable;
    }
    throw new Error(`No program for minibatches of ${shapeKey(shape)} was compiled`);
  }

  /** Whether every step writes the whole gradient of each of these parameters: then nothing of it has to last. */
  writeGradientsOf(names: readonly string[]): boolean {
    return this.compiled.every(({ model: { gradients = new Map<Tensor, Tensor>() } }) => {
      const written = new Set([...gradients.keys()].map(({ name }) => name));
      return names.every((name) => written.has(name));
    });
  }

  get states(): readonly Tensor[] {
    return this.compiled[0].model.states;
  }

  /** Of the largest shape: its states are those of all, and its memory is lent. */
  get executable(): Executable {
    return this.compiled[0].executable;
  }

  get plan(): ExecutablePlan {
    return this.compiled[0].plan;
  }
}
