import { count, grouped, listed, quoted, shownCharacters } from "../../base/words.ts";
import { type Config, isCounted } from "../../config/index.ts";
import type { Part } from "../../data/encode/corpus.ts";
import type { Dataset } from "../../data/encode/dataset.ts";
import { alikeLabels } from "./alikeLabels.ts";
import { onceIn } from "./checkCorpus.ts";
import type { DataProblem } from "./dataProblem.ts";
import { repeatedInputs } from "./repeatedInputs.ts";

/** Above this share of `<unk>`, a model has little left to read. */
const MUCH = 0.2;
/** More labels than that help nobody. */
const SHOWN = 8;

/** What sequences, although they can be read, make of a training. What their reading has warned of is not said again. */
export function checkDataset(config: Config, dataset: Dataset): DataProblem[] {
  const problems: DataProblem[] = [];
  const warn = (code: string, key: string, message: string) =>
    problems.push({ severity: "warning", code, message, key });
  const { facts, encoding } = dataset;
  const { batchSize } = config.training;
  const N = facts.sequences.train;
  // What counts takes no minibatches.
  if (N < (isCounted(config.model.kind) ? 1 : batchSize)) {
    const hint =
      N > 0 ? `Lower training.batchSize to at most ${grouped(N)}, or train on more data.` : "Train on more data.";
    const message = `The training part has ${count(N, "sequence")}, and one minibatch takes training.batchSize = ${batchSize}, so there is none. ${hint}`;
    problems.push({ severity: "error", code: "too-little-data", message, key: "training.batchSize" });
  }
  for (const part of ["validation", "test"] as const) {
    checkSize(part, config, dataset, warn);
    checkLabels(part, dataset, warn);
    const { parts } = dataset;
    const again =
      config.task === "forecasting"
        ? 0
        : repeatedInputs(
            parts.train,
            parts[part],
            encoding.source.features.length,
            encoding.source.vocabulary?.unknown,
          );
    if (again > 0) {
      const share = again === facts.sequences[part] ? "All" : grouped(again);
      const message = `${share} of ${count(facts.sequences[part], "sequence")} of ${part} ${again === 1 ? "is" : "are"} in training too, step for step, so ${part} measures in part what was already seen.`;
      warn("repeated-rows", `data.${part}`, message);
    }
  }
  for (const part of ["train", "validation", "test"] as const) {
    const share = facts.unknownShare[part] ?? 0;
    if (share <= MUCH) continue;
    const unit = `${encoding.source.vocabulary?.unit ?? "word"}s`;
    const advice =
      facts.unknown.train > 0
        ? `A larger data.vocabulary.size or a smaller minFrequency keeps more ${unit}.`
        : `Training has none of these ${unit}; more data have more.`;
    const message = `${(100 * share).toFixed(1)} % of ${part} is <unk>, so its figures say little. ${advice}`;
    warn("unknown-share", "data.vocabulary", message);
  }
  problems.push(...checkCharacters(config, dataset));
  for (const message of alikeLabels(encoding.target.prompts ?? encoding.target.labels, facts.balance.train))
    warn("alike-labels", "data.target", message);
  if (
    encoding.target.labels.length === 1 &&
    encoding.target.negative === undefined &&
    facts.balance.train[0] > 0 &&
    config.data.labels !== "several"
  ) {
    const message = `Every example has the label ${quoted(encoding.target.labels[0])}: there is nothing to tell apart.`;
    warn("one-label", "data.target", message);
  }
  return problems;
}

type Warn = (code: string, key: string, message: string) => void;

function checkSize(part: "validation" | "test", { data, task }: Config, { facts, series }: Dataset, warn: Warn): void {
  const fraction = data[part];
  if (facts.sequences[part] > 0 || fraction === 0 || series?.some(({ rows }) => rows[part][1] > rows[part][0])) return;
  if (typeof fraction !== "number")
    return warn("empty-split", `data.${part}`, `There is no ${part}: the files of data.${part} hold no examples.`);
  if (data.partition !== null) {
    return warn(
      "empty-split",
      "data.partition",
      `There is no ${part}: no row of column ${quoted(data.partition)} says so.`,
    );
  }
  const rows = task === "forecasting" ? "row" : "example";
  const message = `There is no ${part}: data.${part} is ${fraction}, and there are too few ${rows}s for one of them.`;
  warn("empty-split", `data.${part}`, message);
}

/** Labels that training never sees cannot be predicted. */
function checkLabels(part: Part, { facts, encoding }: Dataset, warn: Warn): void {
  const { balance } = facts;
  const names = encoding.target.prompts ?? encoding.target.labels;
  const unseen = names.filter((_, id) => balance.train[id] === 0 && balance[part][id] > 0);
  if (unseen.length === 0) return;
  const shown = unseen.slice(0, SHOWN).map((label) => quoted(label));
  const more = unseen.length > SHOWN ? ` and ${grouped(unseen.length - SHOWN)} more` : "";
  const which = unseen.length === 1 ? "a label" : `${grouped(unseen.length)} labels`;
  const message = `In ${part} there ${unseen.length === 1 ? "is" : "are"} ${which} that training never sees: ${listed(shown, "and")}${more}. The model cannot know ${unseen.length === 1 ? "it" : "them"}.`;
  warn("unseen-labels", `data.${part}`, message);
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
  if (unseen.length > 0) {
    const message = `${count(unseen.length, "character occurs", "characters occur")} only in validation or test, so the model never learns ${unseen.length === 1 ? "it" : "them"}: ${shownCharacters(unseen)}.`;
    problems.push({ severity: "warning", code: "unseen-characters", message, key: "data.vocabulary" });
  }
  return problems;
}
