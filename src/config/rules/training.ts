import { figureNames, isFigure } from "../../base/metrics.ts";
import { nearest } from "../../base/nearest.ts";
import { says } from "../messages/index.ts";
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
  const said = isFigure(best)
    ? says.notMeasured({ figure: best, task: task!, known })
    : says.unknownFigure({ figure: best, task, known, suggestions: near === undefined ? [] : [near] });
  problems.error("training.best", span, said);
}

/** What keys of the training mean together, and with the data. */
export function checkTraining(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const { data = {}, training = {} } = config;
  const { schedule, earlyStopping, learningRate, steps, best } = training;
  const { name, ...options } = typeof schedule === "object" ? schedule : { name: schedule };

  if (data.validation === 0) {
    if (name === "plateau") {
      const key = "training.schedule";
      problems.error(key, at(key), says.noValidation({ key: `${key} "plateau"`, does: "lowers the rate" }));
    }
    if (earlyStopping) {
      const key = "training.earlyStopping";
      problems.error(key, at(key), says.noValidation({ key, does: "ends the run" }));
    }
    for (const [key, value] of [
      ["training.best", best],
      ["training.validateEvery", training.validateEvery],
    ] as const) {
      if (value) problems.warning(key, at(key), says.nothingToChooseBy({ key }));
    }
  }

  if (best) checkBest(best, config, at("training.best"), problems);

  const { optimizer, weightDecay } = training;
  if (typeof optimizer === "object" && optimizer.name === "sgd") {
    const { momentum, dampening, nesterov } = optimizer;
    const key = "training.optimizer.nesterov";
    const dampeningKey = "training.optimizer.dampening";
    if (nesterov && !momentum) problems.error(key, at(key), says.noMomentum({ key }));
    else if (nesterov && dampening) problems.error(key, at(key), says.dampenedMomentum({ key, dampening }));
    else if (dampening && !momentum)
      problems.warning(dampeningKey, at(dampeningKey), says.dampsNothing({ key: dampeningKey }));
  }
  const isDecoupled = optimizer === "adamw" || (typeof optimizer === "object" && optimizer.name === "adamw");
  if (isDecoupled && weightDecay && learningRate && learningRate * weightDecay >= 1) {
    const key = "training.weightDecay";
    problems.error(key, at(key), says.decaysAll({ key, value: weightDecay, rate: learningRate }));
  }

  if ("minimum" in options && options.minimum && learningRate && options.minimum >= learningRate) {
    const key = "training.schedule.minimum";
    problems.error(key, at(key), says.minimumAboveRate({ key, value: options.minimum, rate: learningRate }));
  }

  if ("every" in options && options.every) {
    const { every, hold = 0, unit = "epoch" } = options;
    const total = unit === "step" ? steps : steps == null ? training.epochs : undefined;
    if (total && every + hold >= total) {
      const key = "training.schedule";
      problems.warning(key, at(key), says.cutsAfterEnd({ key, after: every + hold, unit, total }));
    }
  }

  const { averaging } = training;
  if (typeof averaging === "object" && averaging?.after && steps && averaging.after >= steps) {
    const key = "training.averaging.after";
    problems.warning(key, at(key), says.averagesNothing({ key, after: averaging.after, steps }));
  }

  if ("warmup" in options && options.warmup && steps && options.warmup >= steps) {
    const key = "training.schedule.warmup";
    problems.warning(key, at(key), says.warmsUpTooLong({ key, warmup: options.warmup, steps }));
  }
}
