import { kindNames } from "../kinds/index.ts";
import { tasksWith } from "../tasks/index.ts";
import { hasTargets } from "../tasks/taskFacts.ts";
import type { Support } from "./support.ts";

const isCloze = { key: "data.direction", is: ["cloze"] };
/** There a beam is for `predict`, and draws are for `sample`, if there are any. */
const writesFromSource = { key: "task", is: tasksWith(hasTargets) };
const writesNoTargets = { key: "task", is: tasksWith(({ reads }) => reads !== "pairs") };
const drawsNothing = [isCloze, writesFromSource];

const row = (
  key: string,
  decider: string,
  by: readonly string[],
  why: string,
  more: Partial<Support> = {},
): Support => ({
  ...{ key, decider, by, why },
  ...more,
});

const IGNORED = { ignored: true, together: true };
const ONE_SIDE = ["forward", "backward"];

/** Which keys depend on the value of another one that is neither the task, the kind of model nor a cell. */
export const ofValues: readonly Support[] = [
  row("data.split", "data.unit", ["word"], "only words are split"),
  row("data.eos", "data.unit", ["word"], "only in a text of words can <eos> end lines or sentences"),
  row("data.delimiter", "data.format", ["csv", "null"], "only the cells of CSV are separated by a delimiter of choice"),
  row("data.quote", "data.format", ["csv", "tsv", "null"], "only the rows of a table have cells"),
  row("data.header", "data.format", ["csv", "tsv", "null"], "only a table has a header"),

  row(
    "model.bidirectional",
    "data.direction",
    ONE_SIDE,
    "every layer already exists once for each direction, and the two must stay apart",
    { unless: { key: "model.kind", is: kindNames.filter((name) => name !== "recurrent") } },
  ),
  row("data.targetSplit", "data.targetUnit", ["word", "null"], "only words are split"),
  row("training.labelSmoothing", "data.labels", ["one", "ordered", "null"], "each label is a yes or no of its own"),
  row("training.sequenceLength", "data.window", ["null"], "data.window says how many rows a forecast looks back on", {
    ignored: true,
  }),

  ...["beam", "distinct"].map((key) =>
    row(`sampling.${key}`, "data.direction", ONE_SIDE, "it fills gaps instead of continuing a text"),
  ),
  ...["length", "stop", "state"].map((key) =>
    row(`sampling.${key}`, "data.direction", ONE_SIDE, "it fills the gaps of the prompt", IGNORED),
  ),
  row(
    "sampling.distinct",
    "sampling.beam",
    ["null"],
    "beam search draws nothing, and the texts it finds always differ",
    {
      unless: drawsNothing,
    },
  ),
  ...["topK", "topP"].map((key) =>
    row(`sampling.${key}`, "sampling.beam", ["null"], "beam search draws nothing", { unless: drawsNothing }),
  ),
  row("sampling.temperature", "sampling.beam", ["null"], "beam search finds the most likely text and draws nothing", {
    ...IGNORED,
    unless: drawsNothing,
  }),
  {
    ...{ key: "sampling.languageModel", decider: "sampling.beam", not: ["null"] },
    why: "the best path is one path alone, and a language model ranks what a search compares",
  },
  {
    ...{ key: "sampling.collapse", values: ["trim"], decider: "sampling.beam", by: ["null"] },
    why: "a search goes by blanks",
  },
  {
    ...{ key: "sampling.labelBonus", decider: "sampling.beam", not: ["null"], ignored: true },
    why: "the best path is not ranked",
  },
  ...["lengthPenalty", "coveragePenalty"].map(
    (key): Support => ({
      ...{ key: `sampling.${key}`, decider: "sampling.beam", not: ["null"], ignored: true, unless: writesNoTargets },
      why: "greedy search finds one output of each source, and ranks none",
    }),
  ),
  {
    ...{ key: "sampling.coveragePenalty", decider: "model.attention", not: ["null"], ignored: true },
    why: "coverage is what attention gives to the tokens of the source",
  },
  ...["topK", "topP"].map(
    (key): Support => ({
      ...{ key: `sampling.${key}`, decider: "sampling.temperature", not: ["0"], unless: isCloze },
      ...{ why: "the most likely symbol is always taken", ...IGNORED },
    }),
  ),
  {
    ...{ key: "sampling.distinct", decider: "sampling.temperature", not: ["0"], unless: isCloze },
    why: "there is only one text of the most likely symbols, and beam search (sampling.beam) finds several likely texts",
  },

  row("baselines", "data.direction", ONE_SIDE, "a baseline reads a text from one side, so the two cannot be compared"),
];
