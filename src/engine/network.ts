import * as core from "../core/constants.ts";
import type { ParameterLayout, ParameterPlace } from "../graph/index.ts";
import { type Job, loadProgram, type Runtime } from "./memoryPlan.ts";
import type { NetworkPlan } from "./networkPlan.ts";
import { firstMoment, type UpdateSettings, writeScalars } from "./optimizer.ts";
import { type UpdateFigures, UpdateStatistics } from "./updateStatistics.ts";

/** Parameters in memory: those of a network, or their running average. */
export interface ParameterValues {
  readonly layout: ParameterLayout;
  /** The elements of a parameter, in memory: writing them changes it. */
  parameter(name: string): Float32Array;
}

/** The parameters of a planned network in an engine's memory, with their gradients and moments: measures and updates them. */
export class Network implements ParameterValues {
  readonly layout: ParameterLayout;
  /** The parameters by which the network is measured, sampled and exported: the running average where one is kept. */
  readonly measured: ParameterValues;
  /** Figures of the last update of all parameters together, overwritten by the next. */
  readonly figures = { clippedNorm: 0, updateRatio: 0, clipped: false };

  /** Views that live as long as the engine, so that a step allocates nothing. */
  private readonly parameterViews: ReadonlyMap<string, Float32Array>;
  private readonly gradientViews: ReadonlyMap<string, Float32Array>;
  private readonly momentViews: ReadonlyMap<string, Float32Array>[];
  private readonly scalarFloats: Float32Array;
  private readonly scalarDoubles: Float64Array;
  private readonly statistics: UpdateStatistics;
  private readonly runtime: Runtime;
  private readonly sumJobs: readonly Job[];
  private readonly laterJobs: readonly Job[];
  private readonly updateJobs: readonly Job[];

  /** The memory that it is planned in must have its engine. */
  constructor(readonly plan: NetworkPlan) {
    const { memory, layout, optimizer, places, programs, owners } = plan;
    const { runtime } = memory;
    this.runtime = runtime;
    this.layout = layout;
    this.scalarFloats = runtime.floats(places.scalars, core.SCALARS_BYTES / 4);
    this.scalarDoubles = runtime.doubles(places.scalars, core.SCALARS_BYTES / 8);
    const numbers = runtime.doubles(places.statistics, (core.STATISTICS_BYTES / 8) * owners.length);
    this.statistics = new UpdateStatistics(numbers, owners, layout.places.size);
    runtime.words(places.table, core.SEGMENT_COUNT)[core.SEGMENT_SCALARS] = places.scalars;
    const jobsOf = (which: keyof NetworkPlan["programs"]) =>
      programs[which].map((program) => loadProgram(memory, program, places.table));
    this.sumJobs = jobsOf("sum");
    this.laterJobs = jobsOf("later");
    this.updateJobs = jobsOf("update");

    const all = [...layout.places.values()];
    const trained = all.filter((place) => place.trained);
    const views = (base: number, of = all) =>
      new Map(of.map(({ name, offset, size }) => [name, runtime.floats(base + offset, size)]));
    this.parameterViews = views(places.parameters);
    const dense = trained.filter(({ sparse }) => !sparse);
    this.gradientViews = new Map(
      dense.map(({ name, gradient, size }) => [name, runtime.floats(places.total + gradient, size)]),
    );
    this.momentViews = places.moments.map((base) => views(base, trained));
    for (const map of this.momentViews) for (const view of map.values()) view.fill(firstMoment(optimizer));
    const averages = places.average === undefined ? undefined : views(places.average);
    this.measured = averages ? { layout, parameter: (name) => viewOf(averages, name) } : this;
  }

  /** What the optimiser remembers of each parameter, by name. */
  get moments(): readonly string[] {
    return this.plan.moments;
  }

  parameter(name: string): Float32Array {
    return viewOf(this.parameterViews, name);
  }

  /** The gradient of a parameter, summed over shards once `gradientNorm` has run; unclipped. Of a sparse one it is a copy. */
  gradient(name: string): Float32Array {
    const place = this.layout.places.get(name);
    return place?.sparse ? this.sparseGradient(place) : viewOf(this.gradientViews, name);
  }

  private sparseGradient({ shape, size, gradient, sparse }: ParameterPlace): Float32Array {
    const { runtime, plan } = this;
    const [V] = shape;
    const N = size / V;
    const whole = new Float32Array(size);
    for (const base of plan.places.gradients) {
      const slots = runtime.integers(base + sparse!.slots, V);
      for (let row = 0; row < V; row++) {
        if (slots[row] === 0) continue;
        const values = runtime.floats(base + gradient + 4 * N * (slots[row] - 1), N);
        for (let i = 0; i < N; i++) whole[row * N + i] += values[i];
      }
    }
    return whole;
  }

  /** What the optimiser remembers of a parameter, in memory: one of `moments`. */
  moment(name: string, which: string): Float32Array {
    return viewOf(this.momentViews[this.moments.indexOf(which)], name);
  }

  /** Adds the gradients of a minibatch that is not the last of an update to those before it, the `first` to none. */
  accumulate(first: boolean): void {
    this.runtime.run(first ? this.sumJobs : this.laterJobs, false);
  }

  /**
   * Adds the shards' gradients up, in their order, and returns ‖g‖₂ of all parameters together, before clipping. `later` adds
   * what was accumulated; `factor` is what the sum is multiplied by, as if the loss had been.
   */
  gradientNorm({ clipNorm }: UpdateSettings, later = false, factor = 1): number {
    const { statistics, scalarFloats, scalarDoubles } = this;
    statistics.clear();
    this.runtime.run(later ? this.laterJobs : this.sumJobs, false);
    const norm = factor * Math.sqrt(statistics.squaredNorm);
    const clip = clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
    statistics.scales[0] = factor;
    statistics.scales[1] = clip;
    scalarDoubles[core.SLOT_GRADIENT_NORM / 8] = norm;
    scalarFloats[core.SLOT_CLIP_SCALE / 4] = factor * clip;
    return norm;
  }

  /** Lets the optimiser take the step whose gradient norm was just computed; `step` is 1 at the first. */
  update(step: number, settings: UpdateSettings): void {
    const { scalarFloats, scalarDoubles, figures, statistics } = this;
    writeScalars(scalarFloats, this.plan.optimizer, step, settings);
    scalarFloats[core.SLOT_AVERAGE_WEIGHT / 4] = settings.averageWeight ?? 1;
    // An update is short and is never cut in two: a stop that comes now is seen by the next step, and what a lost thread
    // had not begun is done before anybody hears of it.
    this.runtime.run(this.updateJobs, false, true);
    const byValue = settings.clipValue > 0;
    statistics.collect(byValue);
    const norm = scalarDoubles[core.SLOT_GRADIENT_NORM / 8];
    figures.clippedNorm = byValue ? statistics.clippedNorm : norm * statistics.scales[1];
    figures.clipped = statistics.scales[1] < 1 || (byValue && statistics.isCut);
    figures.updateRatio = statistics.updateRatio;
  }

  /** Figures of the last update by parameter, of those that are trained. */
  figuresByParameter(): Map<string, UpdateFigures> {
    const figures = [...this.layout.places.values()].map(({ name, trained }, i) => ({ name, trained, i }));
    return new Map(figures.filter(({ trained }) => trained).map(({ name, i }) => [name, this.statistics.of(i)]));
  }
}

function viewOf(views: ReadonlyMap<string, Float32Array> | undefined, name: string): Float32Array {
  const found = views?.get(name);
  if (!found) throw new Error(`The network has no ${name}`);
  return found;
}
