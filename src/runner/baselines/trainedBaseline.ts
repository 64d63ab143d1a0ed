import { Cancelled } from "../../base/cancellation.ts";
import type { BaselineFigures } from "../../baselines/index.ts";
import {
  baselinesOf,
  type Config,
  configOfBaseline,
  isTrainedBaseline,
  labelOfBaseline,
  type TrainedBaseline,
} from "../../config/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Evaluation } from "../../tasks/index.ts";
import { isParameter, type Tensor } from "../../tensors/index.ts";
import {
  type CoreBuild,
  planTraining,
  type Snapshot,
  Trainer,
  TrainingLoop,
  type TrainingSink,
  trainingMemory,
  type Wheel,
} from "../../training/index.ts";
import type { LoadedData } from "../data.ts";
import type { RunEvent } from "../host.ts";

export interface TrainingHost {
  emit(event: RunEvent): void;
  signal: AbortSignal;
}

/** What a baseline is trained with beside the config. */
export interface Means {
  build: CoreBuild;
  threads: number;
}

type Folder = Pick<RunFolder, "hasCheckpoint" | "loadCheckpoint" | "saveCheckpoint" | "removeCheckpoint">;

/** It says how far it has come at each validation and at least so often, milliseconds. */
const SILENCE = 500;
const BEST = "unroll.best-parameters.";
const OWNER = "unroll.baseline";

/** The figures of a baseline, the numbers that were trained, and the steps that were planned. */
export type TrainedFigures = BaselineFigures & { parameters: number; steps: number };

/**
 * Trains a baseline with the network's own settings, seed and minibatches, and measures its best parameters by validation. What it
 * has come to lies in the run's folder while it lasts, so that a stop or a death of the process loses no more of it than of the
 * network.
 * @throws Cancelled
 */
export async function trainBaseline(
  baseline: TrainedBaseline,
  config: Config,
  { forTrainer }: LoadedData,
  folder: Folder,
  host: TrainingHost,
  { build, threads }: Means,
  wheel?: Wheel,
): Promise<TrainedFigures[]> {
  const own = configOfBaseline(config, baseline);
  const owner = JSON.stringify(own);
  const name = labelOfBaseline(baseline);
  const trainer = await Trainer.create({ config: own, ...forTrainer, build, threads, signal: host.signal });
  try {
    let best = new Map<string, Tensor>();
    let targets = 0;
    let said = Number.NEGATIVE_INFINITY;
    let latest = 0;
    const say = (step: number) => {
      said = performance.now();
      host.emit({ event: "baselineStep", name, step, steps: loop.cadence.steps, loss: latest });
    };
    const sink: TrainingSink = {
      borrows: true,
      step({ step, loss }) {
        latest = loss;
        if (performance.now() - said > SILENCE) say(step);
      },
      validation(step: number, evaluation: Evaluation) {
        targets = evaluation.targets;
        say(step);
      },
      async checkpoint({ tensors, metadata }: Snapshot, isBest: boolean) {
        if (isBest) best = parametersOf(tensors);
        const kept = [...best].map(([parameter, tensor]) => [`${BEST}${parameter}`, tensor] as const);
        const facts = { [OWNER]: owner, "unroll.targets": String(targets), format: "pt", "unroll.format": "1" };
        await folder.saveCheckpoint("baseline", new Map([...tensors, ...kept]), { ...metadata, ...facts });
      },
    };
    const loop: TrainingLoop = new TrainingLoop(trainer, own, sink, wheel);
    if (await folder.hasCheckpoint("baseline")) {
      const { tensors, metadata } = await folder.loadCheckpoint("baseline");
      if (metadata[OWNER] === owner) {
        trainer.restore({ tensors, metadata });
        loop.restore(metadata);
        targets = Number(metadata["unroll.targets"]);
        best = new Map(
          [...tensors].flatMap(([key, tensor]) => (key.startsWith(BEST) ? [[key.slice(BEST.length), tensor]] : [])),
        );
      }
    }
    const result = await loop.run();
    if (result.reason === "stopped") throw new Cancelled();
    const made = { parameters: trainer.parameters, steps: loop.cadence.steps };
    const found: TrainedFigures[] = [];
    if (result.best) {
      const { step: _, ...figures } = result.best;
      found.push({ part: "validation", targets, impossible: 0, ...made, ...figures });
    }
    if (!trainer.has("test")) return found;
    if (best.size > 0) trainer.loadParameters(best);
    const test = await trainer.evaluate("test", async () => {});
    return [...found, { part: "test", targets: test.targets, impossible: 0, ...made, ...test.figures }];
  } finally {
    await trainer.dispose();
  }
}

function parametersOf(tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  return new Map(
    [...tensors]
      .filter(([name]) => isParameter(name))
      .map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
}

/** Bytes that the largest of the trained baselines adds to those of a training; one that cannot be laid out adds none. */
export function baselineMemory(
  config: Config,
  { forTrainer }: Pick<LoadedData, "forTrainer">,
  threads: number,
  /** Names of those whose figures are there already. */
  known: readonly string[],
): number {
  let most = 0;
  for (const baseline of baselinesOf(config)) {
    if (!baseline || !isTrainedBaseline(baseline) || known.includes(labelOfBaseline(baseline))) continue;
    const own = configOfBaseline(config, baseline);
    try {
      most = Math.max(most, trainingMemory(planTraining({ config: own, ...forTrainer, threads })));
    } catch {
      // What is wrong with it is said when it is trained.
    }
  }
  return most;
}
