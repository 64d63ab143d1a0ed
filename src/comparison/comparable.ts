import type { FigureName } from "../base/metrics.ts";
import { listed } from "../base/words.ts";
import { type Config, tasks } from "../config/index.ts";
import type { ComparedRun } from "./comparedRun.ts";
import { differingSettings } from "./settings.ts";

/** Keys of `data` that change no figure: they say where the texts of the training are. What is measured on a part of these is told. */
const HARMLESS = new Set(["data.train"]);

/** Figures of single symbols: what a symbol is, and which there are, decides on them. */
const ofSymbols: ReadonlySet<FigureName> = new Set([
  ...(["loss", "perplexity", "pseudoPerplexity", "tokenAccuracy"] as const),
  ...(["hitAt1", "hitAt5", "hitAt10", "mrr"] as const),
]);

/**
 * What a figure of each run is a figure of: those of two runs can be compared where this is the same. A run whose vocabulary could not be
 * read is taken to have that of the others.
 */
export function measuresOf(runs: readonly ComparedRun[], figure: FigureName): string[] {
  const vocabularies = vocabulariesOf(runs);
  const ofOthers = vocabularies.size === 1 ? [...vocabularies][0] : undefined;
  return runs.map((run) => {
    const { config, vocabulary = ofOthers } = run;
    const symbols = readsSymbols(config)
      ? [config.data.unit, config.data.direction === "cloze", partsAreDrawn(run) ? undefined : vocabulary]
      : [];
    return JSON.stringify([config.task, heldOut(run), ...(ofSymbols.has(figure) ? symbols : [])]);
  });
}

/**
 * Why figures of these runs do not measure the same, in sentences; none where they can be compared. Two losses are comparable where both are
 * nats about the same targets: the same task, the same symbols, the same held-out texts.
 */
export function incomparable(runs: readonly ComparedRun[], settings = differingSettings(runs)): string[] {
  const found: string[] = [];
  const different = new Set(runs.map(({ config }) => config.task));
  if (different.size > 1)
    return [`These runs have different tasks (${[...different].join(", ")}): their figures cannot be compared.`];
  // Of labels and numbers, what is read says nothing of the loss.
  const isOfSymbols = runs.some(({ config }) => readsSymbols(config));
  const drawsParts = new Set(runs.filter(partsAreDrawn).map(({ config }) => config.training.seed)).size > 1;
  const units = new Set(runs.map(({ config }) => config.data.unit));
  const vocabularies = vocabulariesOf(runs);
  const files = differingFiles(runs);
  if (isOfSymbols && units.size > 1) {
    found.push(
      "Perplexities and losses a symbol cannot be compared: the runs read in different units. Bits per character can.",
    );
  } else if (isOfSymbols && vocabularies.size > 1 && !drawsParts) {
    found.push(
      "Perplexities and losses cannot be compared: the vocabularies differ, so that <unk> hides more of one run.",
    );
  }
  if (drawsParts) {
    found.push(
      "Each seed has drawn other examples for validation and test, so that the deviation is also that of the data. Files of their own in data.validation and data.test keep them the same.",
    );
  }
  if (files.length > 0) {
    found.push(
      `The content of ${listed(files, "and")} differs between these runs: they were measured on different data.`,
    );
  }
  const cut = runs.filter(partsAreCut);
  if (files.length === 0 && new Set(cut.map(contentOf)).size > 1) {
    const names = [...new Set(cut.flatMap(({ data }) => data.map(({ name }) => name)))];
    found.push(`The runs were measured on parts of different data (${listed(names, "and")}).`);
  }
  const keys = settings
    .map(({ key }) => key)
    .filter((key) => key.startsWith("data.") && !HARMLESS.has(key) && key !== "data.unit");
  if (keys.length > 0) {
    found.push(
      `${listed(keys, "and")} ${keys.length === 1 ? "differs" : "differ"}, so that the runs may have been measured on different targets.`,
    );
  }
  return found;
}

/** Whether what a model predicts are symbols of a vocabulary, and not labels or numbers. */
function readsSymbols({ task }: Config): boolean {
  return ["symbols", "transcript"].includes(tasks[task].predicts);
}

function vocabulariesOf(runs: readonly ComparedRun[]): Set<string> {
  return new Set(runs.map(({ vocabulary }) => vocabulary).filter((hash) => hash !== undefined));
}

/** Whether validation or test is a share of the training data. */
function partsAreCut({ config: { data } }: ComparedRun): boolean {
  return [data.validation, data.test].some((part) => typeof part === "number" && part > 0);
}

function contentOf({ data }: ComparedRun): string {
  return data
    .map(({ sha256 }) => sha256)
    .sort()
    .join();
}

/** Which data a run is measured on: all of them where a part is cut from the training data, else the files of the parts. */
function heldOut(run: ComparedRun): unknown {
  const { validation, test } = run.config.data;
  if (partsAreCut(run)) return [validation, test, contentOf(run)];
  const named = JSON.stringify([validation, test]);
  const data = run.data.filter(({ name }) => named.includes(name.slice(name.lastIndexOf("/") + 1)));
  return data.length > 0 ? contentOf({ ...run, data }) : named;
}

/** Whether the seed chooses which examples a run is measured on. */
function partsAreDrawn(run: ComparedRun): boolean {
  return ["examples", "pairs"].includes(tasks[run.config.task].reads) && partsAreCut(run);
}

/** Names of data files whose content is not the same in all runs that have them. */
function differingFiles(runs: readonly ComparedRun[]): string[] {
  const hashes = new Map<string, Set<string>>();
  for (const { name, sha256 } of runs.flatMap(({ data }) => data)) {
    hashes.set(name, (hashes.get(name) ?? new Set()).add(sha256));
  }
  return [...hashes].filter(([, known]) => known.size > 1).map(([name]) => name);
}
