import { baselineNames, isCounted, kindNames } from "../kinds/index.ts";
import { taskNames, tasks, tasksWith } from "../tasks/index.ts";
import type { LabelKind } from "../tasks/taskFacts.ts";
import { byTask, type Support } from "./support.ts";

const NO_COLUMNS = "a running text has no columns";
const NUMBERS = "a series consists of numbers, not of symbols";
const WRITES_NOTHING = "it writes no text, and its samples are examples with the model's answers";
const ONE_SIDE = "only where the target is a sequence of its own are there symbols of two kinds";
const NO_BLANK = "only a transcript is decoded from labels and blanks";
const NO_DECODER = "only a network that reads one sequence and writes another has a decoder beside its encoder";
const FROM_SOURCE = "an output is written from its source and ends by itself";
const LABELS: readonly LabelKind[] = ["one", "several", "ordered", "binary"];

/** With a model that counts, the row of its kind says why. */
const unlessCounted = { key: "model.kind", is: kindNames.filter(isCounted) };

/** Which keys and values depend on the task. */
export const ofTasks: readonly Support[] = [
  byTask("data.format", `${NO_COLUMNS}; it is read as it is`),
  byTask("data.delimiter", NO_COLUMNS),
  byTask("data.quote", `${NO_COLUMNS}; it is read as it is`),
  byTask("data.header", NO_COLUMNS),
  byTask("data.input", NO_COLUMNS),
  byTask("data.target", `${NO_COLUMNS}; each symbol is predicted from those before it`),
  byTask("data.sequence", "the rows of a table are not joined into sequences there"),
  byTask(
    "data.partition",
    "a running text and a series are split in their order, by the fractions of validation and test",
  ),
  byTask("data.features", "it does not read sounds"),
  byTask("data.labels", "no classes or tags are predicted there"),
  byTask("data.window", "only a series is cut into windows of rows"),
  byTask("data.horizon", "only a series is forecast"),
  byTask("data.difference", "only a series of numbers has changes from row to row"),
  byTask("data.season", "only a series has seasons"),
  ...["targetUnit", "targetSplit", "targetLowercase", "targetVocabulary"].map((key) => byTask(`data.${key}`, ONE_SIDE)),
  ...["shareVocabulary", "stopSymbol"].map((key) => byTask(`data.${key}`, NO_DECODER)),
  byTask(
    "data.eos",
    "only a running text contains several lines and sentences; elsewhere each example is one sequence",
  ),
  byTask("data.direction", "only a running text can be read from either end"),
  byTask("data.unit", NUMBERS),
  byTask("data.split", "no text is split into words there"),
  byTask("data.lowercase", NUMBERS),
  byTask("data.vocabulary.size", NUMBERS, { ignored: true }),
  byTask("data.vocabulary.minFrequency", NUMBERS, { ignored: true }),
  {
    ...byTask(
      "data.unit",
      'only the lines of a running text are baskets or playlists; split words at white space instead (unit "word" and split "whitespace")',
    ),
    values: ["item"],
    by: tasksWith(({ reads }) => reads === "text"),
    unless: { key: "task", is: taskNames.filter((name) => !tasks[name].keys.includes("data.unit")) },
  },
  ...LABELS.map(
    (name): Support => ({
      ...byTask("data.labels", "a step has one tag"),
      values: [name],
      by: tasksWith(({ labels }) => labels.includes(name) || labels.length === 0),
    }),
  ),

  byTask("model.readout", "every step has an answer there"),
  byTask("model.decoder", NO_DECODER),
  byTask("model.bridge", NO_DECODER),
  byTask("model.attention", NO_DECODER),
  byTask("model.tied", "the network does not predict the symbols that it reads", { sentence: "tiedToOthers" }),
  byTask("model.embedding", NUMBERS, { ignored: true, unless: unlessCounted }),
  byTask("model.bidirectional", "the backward direction has already read what is to be predicted", {
    sentence: "seesTheAnswer",
    unless: { key: "data.direction", is: ["cloze"] },
  }),
  ...kindNames
    .filter((name) => name !== "recurrent")
    .map(
      (name): Support => ({
        key: "model.kind",
        values: [name],
        decider: "task",
        by: tasksWith(({ baselines }) => baselines.includes(name)),
        why: "this kind of model does not learn that task",
      }),
    ),

  byTask("training.loss", "its loss is the cross-entropy; the error of a number is only defined for forecasts"),
  byTask("training.classWeights", "there are no classes or tags to weight"),
  byTask(
    "training.labelSmoothing",
    "it moves probability from the target to other symbols or labels, and a series consists of numbers",
    { unless: { key: "task", is: tasksWith(({ predicts }) => predicts === "transcript") } },
  ),
  {
    ...byTask(
      "training.labelSmoothing",
      "its loss counts all places where a label may stand, and no step has a target",
    ),
    by: tasksWith(({ predicts }) => predicts !== "transcript"),
    unless: { key: "task", is: tasksWith(({ predicts }) => predicts === "numbers") },
  },
  byTask("training.targetLength", "only targets that are sequences have a length of their own", { ignored: true }),
  byTask("training.gradient", "it carries gradients across the windows of a running text", { sentence: "rtrlTask" }),
  byTask("training.batching", "its minibatches are whole sequences, shuffled each epoch", {
    ignored: true,
    unless: unlessCounted,
  }),

  byTask("sampling.start", "only a generated example starts from a label or from numbers"),
  byTask("sampling.state", "only a running text starts from a state that earlier text has left", {
    ignored: true,
    together: true,
    unless: { key: "task", is: tasksWith(({ writesText }) => !writesText) },
  }),
  ...["prompt", "stop"].map((key) =>
    byTask(`sampling.${key}`, FROM_SOURCE, {
      ignored: true,
      together: true,
      unless: { key: "task", is: tasksWith(({ writesText }) => !writesText) },
    }),
  ),
  ...["prompt", "length", "temperature", "topK", "topP", "stop", "distinct", "beam"].map(
    (key): Support => ({
      ...byTask(`sampling.${key}`, WRITES_NOTHING, { ignored: true, together: true }),
      by: tasksWith(({ writesText, keys }) => writesText || keys.includes(`sampling.${key}`)),
    }),
  ),
  ...["collapse", "languageModel", "languageModelWeight", "labelBonus"].map((key) =>
    byTask(`sampling.${key}`, NO_BLANK, { ignored: true, together: true }),
  ),
  ...["lengthPenalty", "coveragePenalty"].map((key) =>
    byTask(`sampling.${key}`, "only outputs that are written from a source are ranked by it", { ignored: true }),
  ),
  {
    ...byTask("sampling.state", WRITES_NOTHING, { ignored: true, together: true }),
    by: tasksWith(({ writesText }) => writesText),
  },

  ...baselineNames.map(
    (name): Support => ({
      key: "baselines",
      values: [name],
      decider: "task",
      by: tasksWith(({ baselines }) => baselines.includes(name)),
      why: "this baseline does not learn that task",
    }),
  ),
];
