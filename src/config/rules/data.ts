import { MOST_NUMBERS } from "../keys/features.ts";
import { says } from "../messages/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { pathsIn } from "../resolved/dataFiles.ts";
import { featuresOf } from "../resolved/features.ts";
import type { Config, Partly } from "../schema.ts";
import { isTelling } from "../support/uses.ts";
import { tasks } from "../tasks/index.ts";
import { USUAL_LENGTH } from "../tasks/taskFacts.ts";

/** Tokens of one minibatch; beyond it the activations of even a small network would not fit into 4 GiB. */
const MOST_TOKENS = 4_194_304;
/** `<unk>`, `<eos>` and `<bos>`. */
const SPECIAL_WORDS = 3;
const PARTS = ["validation", "test"] as const;

/** What keys of the data mean together, and with the size of minibatches. */
export function checkData(
  { task, data = {}, training = {} }: Partly<Config>,
  given: Checker["given"],
  problems: ProblemList,
): void {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const firstGiven = (...keys: string[]) => keys.find((key) => given.has(key)) ?? keys[keys.length - 1];

  const { batchSize = 0, sequenceLength } = training;
  // Of whole sequences it is a limit, and minibatches are as long as these.
  const isWhole = task !== undefined && tasks[task].usualLength !== USUAL_LENGTH.window;
  const size = isWhole ? 0 : batchSize * (sequenceLength ?? 0);
  if (size > MOST_TOKENS) {
    const key = firstGiven("training.batchSize", "training.sequenceLength");
    const by = [batchSize, sequenceLength ?? 0] as const;
    problems.error(key, at(key), says.minibatchTooLarge({ by, size, most: MOST_TOKENS }));
  }
  const steps = (data.window ?? 0) * batchSize;
  if (steps > MOST_TOKENS)
    problems.error("data.window", at("data.window"), says.windowsTooLarge({ steps, most: MOST_TOKENS }));

  checkFeatures(data, at("data.features"), problems);
  const { validation, test, partition, target, delimiter } = data;
  if (typeof validation === "number" && typeof test === "number" && validation + test >= 1) {
    const key = firstGiven("data.validation", "data.test");
    problems.error(key, at(key), says.nothingLeft({ validation, test }));
  }
  for (const part of ["train", ...PARTS] as const) {
    const key = `data.${part}`;
    for (const path of pathsIn(data[part])) {
      if (path.includes("\0")) problems.error(key, at(key), says.badPath({ key, path }));
    }
  }
  for (const part of PARTS) {
    const key = `data.${part}`;
    if (!task || !partition || !given.has(key) || !data[part]) continue;
    if (typeof data[part] !== "number")
      problems.error("data.partition", at("data.partition"), says.partSaidTwice({ key, part }));
    else if (isTelling(key, data[part]))
      problems.warning(key, at(key), says.partOfColumn({ key, part, column: partition }));
  }

  const { unit, vocabulary: { size: symbols } = {} } = data;
  const isPair = task !== undefined && tasks[task].reads === "pairs";
  const isTranscript = task !== undefined && tasks[task].predicts === "transcript";
  if (unit && (unit !== "character" || isPair) && !isTranscript && symbols && symbols <= SPECIAL_WORDS) {
    const key = "data.vocabulary.size";
    problems.error(key, at(key), says.vocabularyTooSmall({ size: symbols, least: SPECIAL_WORDS + 1, unit }));
  }
  if (task && delimiter != null && delimiter === (data.quote ?? '"')) {
    const mark = delimiter === '"' ? "double" : "single";
    problems.error("data.delimiter", at("data.delimiter"), says.delimiterIsQuote({ mark }));
  }
  if (task && tasks[task].reads !== "series" && Array.isArray(target) && target.length > 1)
    problems.error("data.target", at("data.target"), says.severalTargets({ columns: target.length, task }));
}

/** What a sound becomes must be what a network can read. */
function checkFeatures({ features }: Partly<Config["data"]>, at: Span, problems: ProblemList): void {
  if (typeof features !== "object" || features === null) return;
  const settings = featuresOf({ data: { features } } as Config)!;
  const { name, rate, bands, coefficients, windowMs, deltas, stack } = settings;
  if (name === "mfcc" && coefficients > bands)
    problems.error("data.features", at, says.tooManyCoefficients({ coefficients, bands }));
  const base = { "log-mel": bands, mfcc: coefficients, waveform: Math.round((rate * windowMs) / 1000) }[name];
  const numbers = base * (1 + deltas) * stack;
  if (numbers > MOST_NUMBERS) problems.error("data.features", at, says.stepTooWide({ numbers, most: MOST_NUMBERS }));
}
