import { grouped, listed } from "../../base/words.ts";
import { quoted } from "../keys/describe.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { layersOf } from "../resolved/layers.ts";
import type { Config, Partly } from "../schema.ts";

type Task = Config["task"];
type Data = Config["data"];

/** Keys of the data that only some tasks know, with why the others cannot and what to do. */
const KNOWN_BY: Partial<Record<keyof Data, { tasks: readonly Task[]; why: string; values?: readonly unknown[] }>> = {
  format: { tasks: columned(), why: "a running text has no columns: it is read as it stands" },
  delimiter: { tasks: columned(), why: "a running text has no columns" },
  quote: { tasks: columned(), why: "a running text has no cells: it is read as it stands" },
  header: { tasks: columned(), why: "a running text has no columns" },
  input: { tasks: columned(), why: "a running text has no columns" },
  target: { tasks: columned(), why: "a running text has no columns; each symbol is predicted from those before it" },
  sequence: {
    tasks: ["classification", "tagging", "forecasting"],
    why: "only there an example may be several rows of a table",
  },
  partition: {
    tasks: ["classification", "tagging", "generation"],
    why: "a running text and a series are cut in their order, by the fractions of validation and test",
  },
  labels: { tasks: ["classification", "tagging"], why: "only there labels are predicted" },
  window: { tasks: ["forecasting"], why: "only a series is cut into windows of rows" },
  horizon: { tasks: ["forecasting"], why: "only a series goes on", values: [1] },
  difference: { tasks: ["forecasting"], why: "only a series of numbers has changes from row to row", values: [0] },
  season: { tasks: ["forecasting"], why: "only a series has seasons" },
  eos: {
    tasks: ["language-model"],
    why: "only a running text has lines and sentences within it; elsewhere each example is one sequence",
  },
  direction: { tasks: ["language-model"], why: "only a running text is read from either end", values: ["forward"] },
  unit: {
    tasks: ["language-model", "classification", "tagging", "generation"],
    why: "a series has numbers, and no tokens",
    values: ["character"],
  },
  split: { tasks: ["language-model", "classification", "generation"], why: "no text is cut into words there" },
  lowercase: {
    tasks: ["language-model", "classification", "tagging", "generation"],
    why: "a series has numbers, and no tokens",
    values: [false],
  },
};

function columned(): Task[] {
  return ["classification", "tagging", "forecasting", "generation"];
}

/** Steps of one minibatch; beyond it the activations of even a small network would not fit into 4 GiB. */
const MOST_STEPS = 4_194_304;

/** What keys of the data mean for the task. Values that say nothing, their defaults, are passed over. */
export function checkTask(
  { task, data = {}, model = {}, training = {} }: Partly<Config>,
  given: Checker["given"],
  problems: ProblemList,
): void {
  if (task === undefined) return;
  const wrong = (key: keyof Data, message: string) => {
    const span: Span = given.get(`data.${key}`)?.value ?? { offset: 0, length: 0 };
    problems.error("not-together", `data.${key}`, span, `data.${key} ${message}`);
  };
  for (const key of Object.keys(KNOWN_BY) as (keyof Data)[]) {
    const { tasks, why, values = [] } = KNOWN_BY[key]!;
    const value = data[key];
    if (value === undefined || value === null || values.includes(value) || tasks.includes(task)) continue;
    const owners = listed(tasks.map(quoted), "or");
    wrong(key, `means nothing with task ${quoted(task)}: ${why}. Leave it out, or set task to ${owners}.`);
  }
  if (data.unit === "item" && task !== "language-model" && KNOWN_BY.unit?.tasks.includes(task)) {
    wrong(
      "unit",
      `"item" is for the task "language-model", whose lines are baskets or playlists. With task ${quoted(task)}, words that stand apart are read with unit "word" and split "whitespace".`,
    );
  }
  for (const key of ["delimiter", "quote", "header"] as const) {
    const { format } = data;
    if (data[key] == null || format == null || format === "csv" || (format === "tsv" && key !== "delimiter")) continue;
    const why = format === "tsv" ? 'the cells of "tsv" stand between tabs' : `${quoted(format)} has no rows of cells`;
    wrong(key, `means nothing with format ${quoted(format)}: ${why}. Leave it out, or set format to "csv".`);
  }
  if (data.delimiter != null && data.delimiter === (data.quote ?? '"')) {
    const marks = data.delimiter === '"' ? "double" : "single";
    wrong(
      "delimiter",
      `is the ${marks} quote, which stands around cells (data.quote). Name another, or set quote to "none".`,
    );
  }
  if (task === "tagging" && (data.labels === "several" || data.labels === "ordered")) {
    wrong(
      "labels",
      `${quoted(data.labels)} is for the task "classification": a step has one tag. Use "one" or "binary".`,
    );
  }
  if (task !== "forecasting" && Array.isArray(data.target) && data.target.length > 1) {
    wrong("target", `names ${data.target.length} columns; with task ${quoted(task)} it is one. Keep one of them.`);
  }
  for (const part of ["validation", "test"] as const) {
    const key = `data.${part}`;
    const span = given.get(key)?.value;
    if (!data.partition || span === undefined || !data[part]) continue;
    if (typeof data[part] !== "number") {
      wrong("partition", `and ${key} both say what belongs to ${part}. Keep one of them.`);
      continue;
    }
    const message = `${key} has no effect: column ${quoted(data.partition)} says what belongs to ${part} (data.partition). Leave one of them out.`;
    problems.warning("no-effect", key, span, message);
  }
  checkReadout(task, model, given, problems);
  const steps = (data.window ?? 0) * (training.batchSize ?? 0);
  if (steps > MOST_STEPS) {
    const message = `times training.batchSize is ${grouped(steps)} steps a minibatch; at most ${grouped(MOST_STEPS)} are allowed.`;
    wrong("window", message);
  }
}

/** Which of a sequence's outputs are classified. */
function checkReadout(
  task: Task,
  model: Partly<Config["model"]>,
  given: Checker["given"],
  problems: ProblemList,
): void {
  const { readout } = model;
  if (!readout) return;
  const wrong = (message: string) => {
    const span = given.get("model.readout")?.value ?? { offset: 0, length: 0 };
    problems.error("not-together", "model.readout", span, `model.readout ${message}`);
  };
  if (task !== "classification") {
    wrong(
      `means nothing with task ${quoted(task)}: every step has an answer there. Leave it out, or set task to "classification".`,
    );
    return;
  }
  const layers = layersOf(model as Config["model"]);
  const { bidirectional } = layers[layers.length - 1];
  if (readout === "last" && bidirectional) {
    wrong(
      'is "last" with a bidirectional layer, whose backward direction has read a single step there. Set it to "ends": each direction where it ends.',
    );
  }
}
