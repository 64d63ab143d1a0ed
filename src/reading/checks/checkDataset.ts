import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, isCounted, tasks } from "../../config/index.ts";
import type { Part } from "../../data/encode/corpus.ts";
import type { Dataset } from "../../data/encode/dataset.ts";
import { alikeLabels } from "./alikeLabels.ts";
import { onceIn } from "./checkCorpus.ts";
import { type DataProblem, problemOf, warningOf } from "./dataProblem.ts";
import { says } from "./messages.ts";
import { repeatedInputs } from "./repeatedInputs.ts";

/** Above this share of `<unk>`, a model has little left to read. */
const MUCH = 0.2;
/** What sequences, although they can be read, make of a training. What their reading has warned of is not said again. */
export function checkDataset(config: Config, dataset: Dataset): DataProblem[] {
  const problems: DataProblem[] = [];
  const warn = (message: Message) => problems.push(warningOf(message));
  const { facts, encoding } = dataset;
  const { batchSize } = config.training;
  const N = facts.sequences.train;
  // What counts takes no minibatches.
  if (N < (isCounted(config.model.kind) ? 1 : batchSize)) {
    const key = "training.batchSize";
    problems.push(problemOf(new UserError(says.tooFewSequences({ sequences: N, batchSize }), { key }), config, ""));
  }
  for (const part of ["validation", "test"] as const) {
    checkSize(part, config, dataset, warn);
    checkLabels(part, dataset, warn);
    const { parts } = dataset;
    // Of pairs that is said with their lines.
    const again =
      tasks[config.task].reads === "examples"
        ? repeatedInputs(parts.train, parts[part], encoding.source.features.length, encoding.source.vocabulary?.unknown)
        : 0;
    if (again > 0) {
      warn(says.repeatedRows({ part, repeated: again, all: facts.sequences[part] }));
    }
  }
  const sides = [
    { side: facts.targets && ("source" as const), facts, vocabulary: encoding.source.vocabulary },
    ...(facts.targets
      ? [{ side: "target" as const, facts: facts.targets, vocabulary: encoding.target.vocabulary }]
      : []),
  ];
  for (const { side, facts, vocabulary } of sides) {
    for (const part of ["train", "validation", "test"] as const) {
      const share = facts.unknownShare[part] ?? 0;
      if (share <= MUCH) continue;
      const unit = vocabulary?.unit ?? "word";
      warn(says.muchUnknown({ part, side, share, unit, isInTraining: facts.unknown.train > 0 }));
    }
  }
  if (!facts.targets) problems.push(...checkCharacters(config, dataset));
  for (const message of alikeLabels(encoding.target.prompts ?? encoding.target.labels, facts.balance.train))
    warn(message);
  if (
    encoding.target.labels.length === 1 &&
    encoding.target.negative === undefined &&
    facts.balance.train[0] > 0 &&
    config.data.labels !== "several"
  ) {
    warn(says.oneLabel({ label: encoding.target.labels[0] }));
  }
  return problems;
}

type Warn = (message: Message) => void;

function checkSize(part: "validation" | "test", { data, task }: Config, { facts, series }: Dataset, warn: Warn): void {
  const fraction = data[part];
  if (facts.sequences[part] > 0 || fraction === 0 || series?.some(({ rows }) => rows[part][1] > rows[part][0])) return;
  if (typeof fraction !== "number") return warn(says.noExamples({ part }));
  if (data.partition !== null) return warn(says.noRowsOf({ part, column: data.partition }));
  warn(says.tooFewFor({ part, fraction, what: tasks[task].reads === "series" ? "row" : "example" }));
}

/** Labels that training never sees cannot be predicted. */
function checkLabels(part: Part, { facts, encoding }: Dataset, warn: Warn): void {
  const { balance } = facts;
  const names = encoding.target.prompts ?? encoding.target.labels;
  const unseen = names.filter((_, id) => balance.train[id] === 0 && balance[part][id] > 0);
  if (unseen.length === 0) return;
  warn(says.unseenLabels({ part, labels: unseen }));
}

function checkCharacters(
  { data }: Config,
  {
    parts,
    encoding: {
      source: { vocabulary },
    },
  }: Dataset,
): DataProblem[] {
  const { tokens } = parts.train.inputs;
  if (vocabulary?.unit !== "character" || !tokens) return [];
  const countIn = (part: Part) => {
    const counts = new Int32Array(vocabulary.size);
    const { starts, lengths } = parts[part].inputs;
    for (const [i, start] of starts.entries()) for (let t = start; t < start + lengths[i]; t++) counts[tokens[t]]++;
    return counts;
  };
  const train = countIn("train");
  const elsewhere = [countIn("validation"), countIn("test")];
  const isText = (symbol: string) => Array.from(symbol).length === 1;
  const unseen = vocabulary.symbols.filter(
    (symbol, id) => isText(symbol) && train[id] === 0 && elsewhere.some((counts) => counts[id] > 0),
  );
  const problems = onceIn(train, vocabulary.symbols, data.vocabulary.minFrequency);
  if (unseen.length > 0) problems.push(warningOf(says.unseenCharacters({ characters: unseen })));
  return problems;
}
