import { isCancelled } from "../../../base/cancellation.ts";
import { UserError } from "../../../base/userError.ts";
import type { SingleStepEvent } from "../../../contracts/runEvents.ts";
import type { Steering } from "../../../contracts/steering.ts";
import type { SampledNow, Steered, SteeredTraining } from "../../../contracts/trainingThread.ts";
import type { TrialAsk } from "../../../contracts/trial.ts";
import { saidError } from "../../failure.ts";
import { says } from "../../messages.ts";
import { resumedConfig } from "../resume.ts";
import type { Steerable } from "./steerable.ts";

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
      const { answered, NoRoom } = await import("./answering.ts");
      return await wheel.between(async () => {
        try {
          const { answers, seed } = await answered(this.of, asked);
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
}

/** What is no UserError is a bug, and goes where the training's own go. */
function saidOf(error: unknown) {
  if (isCancelled(error)) return saidError(new UserError(says.endsNow()));
  if (error instanceof UserError) return saidError(error);
  throw error;
}
