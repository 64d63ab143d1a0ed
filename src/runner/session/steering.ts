import { isCancelled } from "../../base/cancellation.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, samplingProblem, tasks } from "../../config/index.ts";
import type { SingleStepEvent } from "../../contracts/runEvents.ts";
import type { Steering } from "../../contracts/steering.ts";
import type { SampledNow, Steered, SteeredTraining } from "../../contracts/trainingThread.ts";
import type { TrialAsk } from "../../contracts/trial.ts";
import { sawUnknown } from "../../data/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { noGap, SHOWN_LIKELIEST } from "../../sampling/index.ts";
import type { Trainer, TrainingLoop, Wheel } from "../../training/index.ts";
import type { LoadedData } from "../data.ts";
import type { TrainHost } from "../host.ts";
import { says } from "../messages.ts";
import { saidError } from "../saved/answerTrial.ts";
import { writeWith } from "../saved/targets.ts";
import {
  anySeed,
  bytesOf,
  each,
  INPUT,
  sampleSettings,
  type Tried,
  translated,
  triedSample,
  writeRequest,
} from "../saved/tryRun.ts";
import { resumedConfig } from "./resume.ts";

/** What is steered. */
interface Steerable {
  host: TrainHost;
  config: Config;
  folder: RunFolder;
  trainer: Trainer;
  loop: TrainingLoop;
  data: LoadedData;
  wheel: Wheel;
}

/** There is no room for what is asked for beside a training. */
class NoRoom extends Error {}

/** Does what a person wants with a training while it runs, and tells it. */
export class SessionSteering implements SteeredTraining {
  /** Whether steps of the network are taken: its baselines are trained before. */
  hasBegun = false;

  constructor(private readonly of: Steerable) {}

  async steer(steering: Steering): Promise<Steered> {
    try {
      await this.obey(steering);
      return { step: this.of.trainer.step };
    } catch (error) {
      return { problem: saidOf(error) };
    }
  }

  async sample(asked: TrialAsk): Promise<SampledNow> {
    const { wheel, loop, trainer } = this.of;
    try {
      return await wheel.between(async () => {
        try {
          const { answers, seed } = await this.answered(asked);
          const said = answers.map((each) => (each instanceof UserError ? saidError(each) : each));
          return { step: trainer.step, parameters: "now", ...(seed !== undefined && { seed }), answers: said };
        } catch (error) {
          if (!(error instanceof NoRoom)) throw error;
          await loop.saveNow();
          return { saved: trainer.step };
        }
      });
    } catch (error) {
      return { problem: saidOf(error) };
    }
  }

  private async obey(steering: Steering): Promise<void> {
    const { wheel, host, trainer, loop } = this.of;
    const isPaused = wheel.isPaused;
    switch (steering.do) {
      case "pause":
        await wheel.pause();
        if (!isPaused) host.emit({ event: "paused", step: trainer.step });
        break;
      case "continue":
        wheel.goOn();
        if (isPaused) host.emit({ event: "continued", step: trainer.step });
        break;
      case "step":
        await this.takeOne(isPaused);
        break;
      case "save":
        await wheel.between(() => loop.saveNow(true));
        host.emit({ event: "saved", step: trainer.step });
        break;
      case "learningRate":
        await this.changeLearningRate(steering.base);
    }
  }

  private async takeOne(isPaused: boolean): Promise<void> {
    const { wheel, host, trainer } = this.of;
    if (!this.hasBegun) throw new UserError(says.baselinesFirst());
    if (!isPaused) {
      await wheel.pause();
      host.emit({ event: "paused", step: trainer.step });
    }
    const before = trainer.step;
    await wheel.step();
    if (trainer.step > before) host.emit(this.lastStep());
  }

  private async changeLearningRate(base: number): Promise<void> {
    const { wheel, host, trainer, folder } = this.of;
    // Its bounds are those of the key.
    resumedConfig(folder, [{ key: "training.learningRate", value: base }]);
    await wheel.between(() => {
      if (trainer.schedule.base === base) return;
      trainer.changeLearningRate(base);
      const event = { event: "learningRate" as const, step: trainer.step, base };
      folder.appendMetrics(event);
      host.emit(event);
      wheel.changed();
    });
  }

  private lastStep(): SingleStepEvent {
    const { step, last, network } = this.of.trainer;
    const { epoch, loss, gradientNorm, learningRate } = last;
    const { clippedNorm, updateRatio } = network.figures;
    const parameters = [...network.figuresByParameter()].map(([name, figures]) => ({ name, ...figures }));
    return {
      ...{ event: "singleStep", step, epoch, loss, learningRate, gradientNorm, clippedNorm, updateRatio, parameters },
      minibatch: this.of.trainer.lastMinibatch(),
    };
  }

  private async answered({
    typed,
    options = {},
  }: TrialAsk): Promise<{ answers: (Tried | UserError)[]; seed?: number }> {
    const { config, trainer, data, folder } = this.of;
    const { reads, writesText } = tasks[config.task];
    const seed = options.seed ?? anySeed();
    if (reads === "pairs") {
      const request = writeRequest(options, seed, config);
      const { encoding } = data.forTrainer.dataset!;
      const isTrained = encoding.source.vocabulary?.unknown === undefined || sawUnknown(data.saved, config);
      const write = (source: Int32Array, settings: Parameters<Trainer["writeTarget"]>[1]) => {
        const outputs = trainer.writeTarget(source, settings);
        if (outputs === undefined) throw new NoRoom();
        return outputs;
      };
      const model = {
        write: (sources: readonly Int32Array[], settings: Parameters<Trainer["writeTarget"]>[1]) =>
          sources.map((source) => write(source, settings)),
      };
      const lines = writeWith({ config, encoding, model, isTrained }, folder.id, bytesOf(typed), INPUT, request);
      return { answers: await each(lines, translated) };
    }
    if (!writesText) throw new NoRoom();
    const given = { ...sampleSettings(options, seed, config), prompt: typed, count: 1, distinct: false };
    const settings = { ...config.sampling, ...given, seed, likeliest: SHOWN_LIKELIEST };
    const wrong = samplingProblem(settings, config);
    if (wrong) throw new UserError(wrong);
    const shown = trainer.sample(settings);
    if (shown === undefined) throw new NoRoom();
    if (shown.length === 0) throw noGap();
    return { answers: shown.map(triedSample), seed };
  }
}

/** What is no UserError is a bug, and goes where the training's own go. */
function saidOf(error: unknown) {
  if (isCancelled(error)) return saidError(new UserError(says.endsNow()));
  if (error instanceof UserError) return saidError(error);
  throw error;
}
