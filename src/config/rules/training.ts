import { figureNames, isFigure } from "../../base/metrics.ts";
import { nearest } from "../../base/nearest.ts";
import { count } from "../../base/words.ts";
import { quoted, shown } from "../keys/describe.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { figuresOf } from "../resolved/figures.ts";
import type { Config, Partly } from "../schema.ts";

/** Whether the task measures what chooses the best. */
function checkBest(best: string, config: Partly<Config>, span: Span, problems: ProblemList): void {
  const { task } = config;
  const known = task === undefined ? figureNames : figuresOf(config);
  if ((known as string[]).includes(best)) return;
  // "val_loss", "f1-score" and the like.
  const near = nearest(best, known) ?? known.findLast((name) => best.toLowerCase().includes(name.toLowerCase()));
  const hint = near === undefined ? "" : ` Did you mean ${quoted(near)}?`;
  const among = `${task === undefined ? "Known figures" : `With task ${quoted(task)}`}: ${known.join(", ")}.`;
  if (isFigure(best)) {
    const message = `training.best ${quoted(best)} is not measured here. ${among}`;
    problems.error("not-together", "training.best", span, message);
  } else {
    const message = `training.best names no figure that is measured: ${shown(best)}.${hint} ${among}`;
    problems.error("unknown-value", "training.best", span, message);
  }
}

/** What keys of the training mean together, and with the data. */
export function checkTraining(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const { data = {}, training = {} } = config;
  const { schedule, earlyStopping, learningRate, steps, best } = training;
  const { name, ...options } = typeof schedule === "object" ? schedule : { name: schedule };

  if (data.validation === 0) {
    const needing = [
      ...(name === "plateau" ? [["training.schedule", 'training.schedule "plateau" lowers the rate']] : []),
      ...(earlyStopping ? [["training.earlyStopping", "training.earlyStopping ends the run"]] : []),
    ];
    for (const [key, what] of needing) {
      const message = `${what} when validation stops becoming better, but data.validation is 0. Give it a part of the text, like 0.1.`;
      problems.error("needs-validation", key, at(key), message);
    }
    if (best) {
      const message = "training.best does nothing: data.validation is 0, so there is nothing to choose by.";
      problems.warning("no-effect", "training.best", at("training.best"), message);
    }
  }

  if (best) checkBest(best, config, at("training.best"), problems);

  const { optimizer, weightDecay } = training;
  if (typeof optimizer === "object" && optimizer.name === "sgd") {
    const { momentum, dampening, nesterov } = optimizer;
    const key = "training.optimizer.nesterov";
    if (nesterov && !momentum) {
      const message = `${key} looks ahead along the momentum, and training.optimizer.momentum is 0. Give it one, like 0.9.`;
      problems.error("needs-momentum", key, at(key), message);
    } else if (nesterov && dampening) {
      const message = `${key} goes with training.optimizer.dampening 0 alone, as in PyTorch, not ${dampening}.`;
      problems.error("needs-momentum", key, at(key), message);
    } else if (dampening && !momentum) {
      const dampeningKey = "training.optimizer.dampening";
      const message = `${dampeningKey} does nothing without training.optimizer.momentum.`;
      problems.warning("no-effect", dampeningKey, at(dampeningKey), message);
    }
  }
  const isDecoupled = optimizer === "adamw" || (typeof optimizer === "object" && optimizer.name === "adamw");
  if (isDecoupled && weightDecay && learningRate && learningRate * weightDecay >= 1) {
    const key = "training.weightDecay";
    const message = `${key} ${weightDecay} with training.learningRate ${learningRate} would shrink every parameter to 0 or below at each step; their product must be below 1.`;
    problems.error("out-of-bounds", key, at(key), message);
  }

  if ("minimum" in options && options.minimum && learningRate && options.minimum >= learningRate) {
    const key = "training.schedule.minimum";
    const message = `${key} ${options.minimum} is not below training.learningRate ${learningRate}, from which the rate falls to it.`;
    problems.error("out-of-bounds", key, at(key), message);
  }

  if ("every" in options && options.every) {
    const { every, hold = 0, unit = "epoch" } = options;
    const total = unit === "step" ? steps : steps == null ? training.epochs : undefined;
    if (total && every + hold >= total) {
      const key = "training.schedule";
      const message = `${key} does nothing within the run: the rate would be cut first after ${count(every + hold, unit)}, and training.${unit}s is ${total}.`;
      problems.warning("no-effect", key, at(key), message);
    }
  }

  const { averaging } = training;
  if (typeof averaging === "object" && averaging?.after && steps && averaging.after >= steps) {
    const key = "training.averaging.after";
    const message = `${key} ${averaging.after} leaves nothing to average: training.steps is ${steps}.`;
    problems.warning("no-effect", key, at(key), message);
  }

  if ("warmup" in options && options.warmup && steps && options.warmup >= steps) {
    const key = "training.schedule.warmup";
    const message = `${key} ${options.warmup} does not end within the run: training.steps is ${steps}, so the rate never reaches training.learningRate.`;
    problems.warning("no-effect", key, at(key), message);
  }
}
