import { grouped } from "../../base/words.ts";
import { factsOf } from "../cells/index.ts";
import { quoted, shown } from "../keys/describe.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { isOn, layersOf } from "../resolved/layers.ts";
import type { Config, Partly } from "../schema.ts";
import { checkBaselines } from "./baselines.ts";
import { checkIdle } from "./idle.ts";
import { checkKind } from "./kinds.ts";
import { checkLoss } from "./loss.ts";
import { samplingProblems } from "./sampling.ts";
import { checkStack } from "./stack.ts";
import { checkTask } from "./tasks.ts";
import { checkTraining } from "./training.ts";

/** Tokens of one minibatch; beyond it the activations of even a small network would not fit into 4 GiB. */
const MOST_TOKENS = 4_194_304;

/** What keys mean together. Values that are wrong by themselves are undefined here, and every rule passes over them. */
export function checkTogether(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const { data = {}, training = {} } = config;

  const isGiven = (key: string) => given.has(key) && given.get(key)?.value.type !== "null";
  if (isGiven("training.steps") && isGiven("training.epochs")) {
    const message = "training.epochs and training.steps replace each other; give only one of them.";
    for (const key of ["training.epochs", "training.steps"]) problems.error("both-given", key, at(key), message);
  }

  const { batchSize = 0, sequenceLength = 0 } = training;
  const tokens = batchSize * sequenceLength;
  if (tokens > MOST_TOKENS) {
    const key = given.has("training.batchSize") ? "training.batchSize" : "training.sequenceLength";
    const product = `${grouped(batchSize)} × ${grouped(sequenceLength)} = ${grouped(tokens)}`;
    const message = `training.batchSize × training.sequenceLength is ${product} tokens a minibatch; at most ${grouped(MOST_TOKENS)} are allowed.`;
    problems.error("minibatch-too-large", key, at(key), message);
  }

  if (typeof data.validation === "number" && typeof data.test === "number" && data.validation + data.test >= 1) {
    const key = given.has("data.validation") ? "data.validation" : "data.test";
    const message = `data.validation ${data.validation} and data.test ${data.test} leave nothing to train on; together they must be below 1.`;
    problems.error("nothing-left", key, at(key), message);
  }

  for (const key of ["train", "validation", "test"] as const) {
    for (const path of [data[key]].flat()) {
      if (typeof path !== "string" || !path.includes("\0")) continue;
      problems.error(
        "bad-path",
        `data.${key}`,
        at(`data.${key}`),
        `data.${key} names ${shown(path)}; a path cannot hold a NUL character.`,
      );
    }
  }

  checkWords(data, at, problems);
  for (const { key, message } of samplingProblems(config.sampling ?? {}, data.direction)) {
    problems.error("not-together", `sampling.${key}`, at(`sampling.${key}`), `sampling.${key} ${message}`);
  }

  if (config.sampling?.start && config.task && config.task !== "generation") {
    const message = `sampling.start means nothing with task "${config.task}": only examples that are written begin with a label or with numbers. Leave it out, or set task to "generation".`;
    problems.error("not-together", "sampling.start", at("sampling.start"), message);
  }
  if (config.name && !/^[\p{L}\p{N}_][\p{L}\p{N} ._+-]*$/u.test(config.name)) {
    const message = `name must start with a letter or digit and hold only letters, digits, spaces and . _ + -, because folders of runs are called after it, not ${shown(config.name)}.`;
    problems.error("bad-name", "name", at("name"), message);
  }

  // Of other kinds that is said with them.
  const isRecurrent = (config.model?.kind ?? "recurrent") === "recurrent";
  if (training.gradient === "rtrl" && isRecurrent) checkForward(config, given, problems);

  checkTask(config, given, problems);
  checkBaselines(config, given, problems);
  checkKind(config, given, problems);
  checkStack(config, given, problems);
  checkTraining(config, given, problems);
  checkLoss(config, given, problems);
  checkIdle(config, given, problems);
  if (training.validateEvery && data.validation === 0) {
    const message = "training.validateEvery does nothing: data.validation is 0, so there is nothing to validate on.";
    problems.warning("no-effect", "training.validateEvery", at("training.validateEvery"), message);
  }
}

/** `<unk>`, `<eos>` and `<bos>`. */
const SPECIAL_WORDS = 3;

/** What only words have, and what they need. */
function checkWords(data: Partly<Config["data"]>, at: (key: string) => Span, problems: ProblemList): void {
  const { unit, vocabulary: { size } = {} } = data;
  for (const key of ["split", "eos"] as const) {
    if (unit === undefined || unit === "word" || !data[key]) continue;
    const why =
      unit === "item"
        ? "the separator splits items, and each line ends with <eos>"
        : "only words are split, and end lines with <eos>";
    const message = `data.${key} means nothing with unit ${quoted(unit)}: ${why}. Leave it out, or set data.unit to "word".`;
    problems.error("not-together", `data.${key}`, at(`data.${key}`), message);
  }
  if ((unit === "word" || unit === "item") && size && size <= SPECIAL_WORDS) {
    const message = `data.vocabulary.size ${size} leaves no room for ${unit === "item" ? "an item" : "a word"} beside <unk>, <eos> and <bos>; it must be at least ${SPECIAL_WORDS + 1}.`;
    problems.error("out-of-bounds", "data.vocabulary.size", at("data.vocabulary.size"), message);
  }
}

/** Numbers of influence that real-time recurrent learning may carry: beyond it a step would take seconds. */
export const MOST_INFLUENCE = 64_000_000;

/** What real-time recurrent learning cannot do, and why. */
function checkForward(
  { task, data = {}, model = {}, training = {} }: Partly<Config>,
  given: Checker["given"],
  problems: ProblemList,
) {
  const wrong = (code: string, key: string, why: string) => {
    const at = given.get(key) ?? given.get("training.gradient");
    problems.error(code, given.has(key) ? key : "training.gradient", at?.value ?? { offset: 0, length: 0 }, why);
  };
  const { layers } = model;
  // With a list of one layer, what that says counts.
  const [{ cell, units = 0, leak }] = layersOf(model as Config["model"]) as Partly<Config["model"]>[];
  const { batchSize = 0 } = training;
  if (cell !== undefined && !factsOf(cell).learnsForward) {
    const message = `training.gradient "rtrl" carries the influence of every parameter on the state forward in time, which is written for the simple network alone, not for ${cell}. Set model.cell to "rnn", or training.gradient to "bptt".`;
    wrong("rtrl-cell", "model.cell", message);
  }
  if (leak != null && leak !== 1) {
    const message = `training.gradient "rtrl" does not know the leaky integrator (model.leak ${leak}): its state keeps a part of the one before, which the influence would have to follow. Leave model.leak out, or set training.gradient to "bptt".`;
    wrong("rtrl-leak", "model.leak", message);
  }
  if (layersOf({ layers }).length > 1) {
    const message = `training.gradient "rtrl" works with one layer: the influence of a layer's parameters on all layers above would have to be carried too. Set model.layers to 1, or training.gradient to "bptt".`;
    wrong("rtrl-layers", "model.layers", message);
  }
  for (const key of ["layerNorm", "zoneout", "variationalDropout"] as const) {
    if (!layersOf(model as Config["model"]).some((layer) => isOn(layer[key]))) continue;
    const message = `training.gradient "rtrl" is written for the plain simple network, without ${key}. Leave model.${key} out, or set training.gradient to "bptt".`;
    wrong("rtrl-option", `model.${key}`, message);
  }
  if (task !== undefined && task !== "language-model") {
    const message = `training.gradient "rtrl" carries gradients from window to window of a running text. With task "${task}" every sequence starts from a zero state and is unrolled as a whole, where "bptt" gives the same gradient at less cost. Set training.gradient to "bptt".`;
    wrong("rtrl-option", "training.gradient", message);
  }
  if (data.direction === "cloze") {
    const message = `training.gradient "rtrl" carries gradients forward in time, and data.direction "cloze" reads backward too. Set training.gradient to "bptt".`;
    wrong("rtrl-option", "data.direction", message);
  }
  if (training.initialState === "learned") {
    const message = `training.gradient "rtrl" carries no influence of an initial state. Set training.initialState to "zero", or training.gradient to "bptt".`;
    wrong("rtrl-option", "training.initialState", message);
  }
  // The table of the input product comes on top; its size is known with the text.
  const least = batchSize * units ** 3;
  if (least > MOST_INFLUENCE) {
    const message = `training.gradient "rtrl" would carry training.batchSize × model.units × recurrent parameters, more than ${grouped(batchSize)} × ${grouped(units)} × ${grouped(units ** 2)} = ${grouped(least)} numbers; at most ${grouped(MOST_INFLUENCE)} are allowed. Lower model.units or training.batchSize.`;
    wrong("rtrl-too-large", given.has("model.units") ? "model.units" : "training.batchSize", message);
  }
  if (training.batching === "random") {
    const message = `training.gradient "rtrl" with training.batching "random" gives the gradient of "bptt" at a far greater cost: each window starts from a zero state, and there is nothing to carry. Set batching to "sequential".`;
    const span = given.get("training.batching")?.value ?? { offset: 0, length: 0 };
    problems.warning("no-effect", "training.batching", span, message);
  }
}
