import * as op from "../core/opcodes.ts";
import type { ParameterLayout } from "../graph/index.ts";
import type { Engine, LoadedProgram } from "./engine.ts";

export type Optimizer = { name: "sgd" } | { name: "adam"; beta1: number; beta2: number; epsilon: number };

export interface UpdateSettings {
  learningRate: number;
  /** Bounds of clipping; 0 = none. */
  clipNorm: number;
  clipValue: number;
}

/**
 * The parameters of a network in an engine's memory, with a gradient for each shard of the minibatch and the optimiser's
 * moments, all in one layout.
 */
export class Network {
  /** Views that live as long as the engine, so that a step allocates nothing. */
  private readonly parameterViews = new Map<string, Float32Array>();
  private readonly gradientViews = new Map<string, Float32Array>();
  private readonly firstMoments = new Map<string, Float32Array>();
  private readonly secondMoments = new Map<string, Float32Array>();
  private readonly parameters: number;
  private readonly gradients: number[];
  private readonly moments: number;
  private readonly scalars: number;
  private readonly scalarFloats: Float32Array;
  private readonly norm: Float64Array;
  private readonly bases: number;
  private readonly sumPrograms: LoadedProgram[];
  private readonly normProgram: LoadedProgram;
  private readonly updateProgram: LoadedProgram;

  constructor(
    readonly engine: Engine,
    readonly layout: ParameterLayout,
    readonly optimizer: Optimizer,
    readonly shards: number,
  ) {
    const { bytes } = layout;
    this.parameters = engine.allocate(bytes);
    this.gradients = Array.from({ length: shards }, () => engine.allocate(bytes));
    this.moments = engine.allocate(optimizer.name === "adam" ? 2 * bytes : 0);
    this.scalars = engine.allocate(op.SCALARS_BYTES);
    this.scalarFloats = engine.floats(this.scalars, op.SCALARS_BYTES / 4);
    this.norm = engine.doubles(this.scalars + op.SLOT_GRADIENT_NORM, 1);
    this.bases = engine.allocate(op.SEGMENT_COUNT * 4);
    const bases = engine.words(this.bases, op.SEGMENT_COUNT);
    bases[op.SEGMENT_PARAMETERS] = this.parameters;
    bases[op.SEGMENT_GRADIENTS] = this.gradients[0];
    bases[op.SEGMENT_MOMENTS] = this.moments;
    bases[op.SEGMENT_SCALARS] = this.scalars;

    const count = bytes / 4;
    const one = 0x3f800000;
    const gradient = (shard: number) => [op.SEGMENT_GRADIENTS, this.gradients[shard] - this.gradients[0]];
    this.sumPrograms = this.gradients.slice(1).map((_, i) => {
      const operands = [...gradient(0), ...gradient(i + 1), ...gradient(0)];
      return engine.load(Int32Array.of(op.OP_ADD, 10, ...operands, count, one));
    });
    this.normProgram = engine.load(Int32Array.of(op.OP_GRADIENT_NORM, 5, ...gradient(0), count));
    const both = [op.SEGMENT_PARAMETERS, 0, ...gradient(0)];
    this.updateProgram = engine.load(
      optimizer.name === "sgd"
        ? Int32Array.of(op.OP_SGD, 7, ...both, count)
        : Int32Array.of(op.OP_ADAM, 11, ...both, op.SEGMENT_MOMENTS, 0, op.SEGMENT_MOMENTS, bytes, count),
    );
    for (const { name, offset, size } of layout.places.values()) {
      this.parameterViews.set(name, engine.floats(this.parameters + offset, size));
      this.gradientViews.set(name, engine.floats(this.gradients[0] + offset, size));
      if (optimizer.name !== "adam") continue;
      this.firstMoments.set(name, engine.floats(this.moments + offset, size));
      this.secondMoments.set(name, engine.floats(this.moments + bytes + offset, size));
    }
  }

  /** The elements of a parameter, in memory: writing them changes the network. */
  parameter(name: string): Float32Array {
    return this.view(this.parameterViews, name);
  }

  /** The gradient of a parameter, summed over shards once `gradientNorm` has run; unclipped. */
  gradient(name: string): Float32Array {
    return this.view(this.gradientViews, name);
  }

  /** Adam's running mean of the gradient, or of its square. */
  moment(name: string, which: "m" | "v"): Float32Array {
    return this.view(which === "m" ? this.firstMoments : this.secondMoments, name);
  }

  /** Writes where the network lies into a table of segments' bases. */
  writeBases(bases: Uint32Array, shard: number): void {
    bases[op.SEGMENT_PARAMETERS] = this.parameters;
    bases[op.SEGMENT_GRADIENTS] = this.gradients[shard];
    bases[op.SEGMENT_MOMENTS] = this.moments;
  }

  /** Adds the shards' gradients up, in their order, and returns ‖g‖₂ of all parameters together, before clipping. */
  gradientNorm({ clipNorm }: UpdateSettings): number {
    this.scalarFloats[op.SLOT_CLIP_NORM / 4] = clipNorm;
    for (let i = 0; i < this.sumPrograms.length; i++) this.run(this.sumPrograms[i]);
    this.run(this.normProgram);
    return this.norm[0];
  }

  /** Lets the optimiser take the step whose gradient norm was just computed; `step` is 1 at the first. */
  update(step: number, { learningRate, clipValue }: UpdateSettings): void {
    const { scalarFloats, optimizer } = this;
    scalarFloats[op.SLOT_CLIP_VALUE / 4] = clipValue;
    if (optimizer.name === "sgd") {
      scalarFloats[op.SLOT_RATE / 4] = learningRate;
    } else {
      scalarFloats[op.SLOT_RATE / 4] = learningRate / (1 - optimizer.beta1 ** step);
      scalarFloats[op.SLOT_BETA1 / 4] = optimizer.beta1;
      scalarFloats[op.SLOT_COMPLEMENT1 / 4] = 1 - optimizer.beta1;
      scalarFloats[op.SLOT_BETA2 / 4] = optimizer.beta2;
      scalarFloats[op.SLOT_COMPLEMENT2 / 4] = 1 - optimizer.beta2;
      scalarFloats[op.SLOT_CORRECTION2 / 4] = 1 / Math.sqrt(1 - optimizer.beta2 ** step);
      scalarFloats[op.SLOT_EPSILON / 4] = optimizer.epsilon;
    }
    this.run(this.updateProgram);
  }

  /** An update is short and is never cut in two: a stop that comes now is seen by the next step. */
  private run(program: LoadedProgram): void {
    this.engine.run(program, this.bases, false);
  }

  private view(views: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
    const found = views.get(name);
    if (!found) throw new Error(`The network has no ${name}`);
    return found;
  }
}
