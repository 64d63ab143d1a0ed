import { shapeKey } from "../base/minibatch.ts";
import type { Config } from "../config/index.ts";
import { type Lender, MemoryPlan, NetworkPlan } from "../engine/index.ts";
import { jointGradients, layOutParameters, sizeOf, sparseGradients } from "../graph/index.ts";
import type { Model } from "../model/index.ts";
import { compile, formModel, formShards, influenceOf, Programs, trainingBuild } from "../networks/index.ts";
import type { PreviewSource } from "../sampling/index.ts";
import {
  type MeasuredPart,
  type Measurer,
  type Task,
  type TaskData,
  type TrainingSource,
  taskOf,
} from "../tasks/index.ts";
import { optimizerOf } from "./updateSettings.ts";

export interface TrainingPlanOptions extends TaskData {
  config: Config;
  /** Threads, each with its rows of the minibatch; 1 when not given. */
  threads?: number;
}

/** A training as it is before there is an engine: all that will ever run has its place in memory. */
export interface TrainingPlan {
  task: Task;
  memory: MemoryPlan;
  network: NetworkPlan;
  /** Of one row and step: what its parameters are for. */
  model: Model;
  source: TrainingSource;
  programs: Programs;
  measurers: ReadonlyMap<MeasuredPart, Measurer>;
  previews: PreviewSource;
}

/** Too little data, too little memory and what else cannot be is said here, before anything is begun. */
export function planTraining({ config, threads = 1, ...data }: TrainingPlanOptions): TrainingPlan {
  const task = taskOf(config, data);
  const source = task.source();
  if (data.corpus) influenceOf(config, data.corpus.vocabulary.size);
  const memory = new MemoryPlan();
  const model = formModel(task.form, { steps: 1, batch: 1 });
  const { batchSize, averaging, accumulate } = config.training;
  const shards = Math.min(threads, batchSize);
  const build = { ...trainingBuild(config), classWeights: task.classWeights };
  const graphs = new Map(
    source.shapes.map((shape) => [
      shapeKey(shape),
      formShards(task.form, { ...shape, batch: batchSize }, build, shards),
    ]),
  );
  const all = [...graphs.values()].flat();
  const joint = shards > 1 ? jointGradients(all) : undefined;
  const sparse = accumulate === 1 ? sparseGradients(all) : undefined;
  const network = new NetworkPlan(memory, {
    layout: layOutParameters(model.graph, { joint, sparse }),
    optimizer: optimizerOf(config),
    threads,
    shards,
    averages: averaging !== null,
    accumulates: accumulate > 1,
  });
  const programs = new Programs(source.shapes, batchSize, (shape, like) =>
    compile({ network, form: task.form }, shape, build, { models: graphs.get(shapeKey(shape)), like }),
  );
  const lenders: Lender[] = [programs.plan];
  const trained = [...network.layout.places.values()].flatMap((place) => (place.trained ? place.name : []));
  if (programs.writeGradientsOf(trained)) lenders.push(network.lender);
  const measurers = new Map<MeasuredPart, Measurer>();
  for (const part of ["validation", "test"] as const) {
    if (!task.has(part)) continue;
    const measurer = task.measurer(network.measured, part, lenders);
    measurers.set(part, measurer);
    lenders.push(measurer.lender);
  }
  const previews = task.previews(network.measured, lenders);
  return { task, memory, network, model, source, programs, measurers, previews };
}

/** Bytes of the tensors that a checkpoint holds. */
export function checkpointBytes({ task, network, programs, source }: TrainingPlan): number {
  const { layout, moments, places } = network;
  let numbers = 0;
  for (const { size, trained } of layout.places.values()) {
    numbers += size * (places.average === undefined ? 1 : 2) + (trained ? size * moments.length : 0);
  }
  for (const { shape } of task.carriesStates ? programs.states : []) {
    numbers += (sizeOf(shape) / shape[0]) * source.batchSize;
  }
  return 4 * numbers;
}
