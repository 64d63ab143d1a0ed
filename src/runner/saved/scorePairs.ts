import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { type EncodedTarget, encodeTarget } from "../../data/index.ts";
import { type ReadInput, readInputs, readLines } from "../../reading/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { ScoredPair } from "../../sampling/index.ts";
import type { GivenData } from "../configs/givenFile.ts";
import { says } from "../messages.ts";
import { inBatches, type ReadSource, readSource, type SavedTargets, savedTargets } from "./targets.ts";

/** A symbol of a target with its log-probability; `<eos>` is the last. */
export interface ScoredSymbol {
  symbol: string;
  logProbability: number;
  /** The network expects `<unk>` in its place. */
  unknown?: true;
}

/** How likely the target of a pair is, given its source. */
export interface ScoredTarget {
  line: number;
  /** The source, and the target. */
  source: string;
  text: string;
  /** Nats of all symbols, `<eos>` counted. */
  logProbability: number;
  /** exp(−logProbability / targets). */
  perplexity: number;
  targets: number;
  tokens: ScoredSymbol[];
  /** What each symbol looked at, (symbols, source tokens); null without attention. */
  alignment: number[][] | null;
  /** Symbols of source and target that the model does not know. */
  unknown: string[];
  unknownTrained?: false;
}

/** Pairs that are scored together. */
const TOGETHER = 64;

interface Waiting extends ReadSource {
  target: EncodedTarget;
  text: string;
}

/**
 * Scores the targets of pairs, one after the other: those of a file with both columns, or those of two files of lines, paired by order.
 * What cannot be read comes as an error, and the next pair after it.
 */
export async function* scorePairs(
  run: RunFolder,
  sources: GivenData,
  targets?: GivenData,
): AsyncGenerator<ScoredTarget | UserError> {
  const saved = await savedTargets(run, "scores");
  const { encoding, config, model } = saved;
  const inputs = targets
    ? pairedLines(sources, targets, config)
    : readInputs(sources.source, sources.name, encoding, config);
  yield* inBatches(
    withTargets(inputs, sources.name),
    TOGETHER,
    (read) => readPair(read, sources.name, saved),
    (pairs) => {
      const scored = model.score(pairs.map(({ tokens, target }) => ({ source: tokens, target: target.tokens })));
      return pairs.map((pair, i) => scoredTarget(pair, scored[i], saved));
    },
  );
}

/** Where the first input has no target, the file has none. */
async function* withTargets(inputs: AsyncIterable<ReadInput | UserError>, name: string) {
  let hasTargets = false;
  for await (const read of inputs) {
    const isWithout = !(read instanceof UserError) && read.answer === undefined;
    if (isWithout && !hasTargets) throw new UserError(says.noTargets({ name }), { file: name });
    hasTargets = true;
    yield read;
  }
}

/** Lines of two files, the first with the first. They are counted before any is handed on. */
async function* pairedLines(sources: GivenData, targets: GivenData, config: Config): AsyncGenerator<ReadInput> {
  const linesOf = async ({ source, name }: GivenData) => {
    const lines: string[] = [];
    for await (const line of readLines(source, name, config)) lines.push(line);
    return lines;
  };
  const [inputs, answers] = [await linesOf(sources), await linesOf(targets)];
  // Empty lines at the end of one file alone have no partner, and are none.
  const filled = (lines: readonly string[]) => lines.findLastIndex((line) => line.trim() !== "") + 1;
  if (filled(inputs) === filled(answers)) {
    inputs.length = Math.min(inputs.length, answers.length);
    answers.length = inputs.length;
  }
  if (inputs.length !== answers.length) {
    const sizes = {
      sources: { name: sources.name, lines: inputs.length },
      targets: { name: targets.name, lines: answers.length },
    };
    throw new UserError(says.otherLineCount(sizes), {
      file: targets.name,
      line: Math.min(inputs.length, answers.length) + 1,
    });
  }
  for (const [i, text] of inputs.entries()) {
    yield { line: i + 1, text, input: text, answer: answers[i], place: () => ({ file: sources.name, line: i + 1 }) };
  }
}

function readPair(read: ReadInput, name: string, saved: SavedTargets): Waiting | UserError {
  const { answer, line } = read;
  if (answer === undefined) return new UserError(says.noTarget({ line, name }), { file: name, line });
  const source = readSource(read, name, saved);
  if (source instanceof UserError) return source;
  const text = Array.isArray(answer) ? answer.join(" ") : String(answer);
  return { ...source, target: encodeTarget(saved.encoding, answer), text };
}

function scoredTarget(
  { read, text, target, unknown }: Waiting,
  { logProbabilities, attention }: ScoredPair,
  { encoding: { target: written }, isTrained }: SavedTargets,
): ScoredTarget {
  const logProbability = logProbabilities.reduce((sum, nats) => sum + nats, 0);
  const vocabulary = written.vocabulary!;
  const symbols = [...target.symbols, vocabulary.symbol(vocabulary.end!)].slice(0, logProbabilities.length);
  const all = [...new Set([...unknown, ...target.unknown])];
  return {
    ...{ line: read.line, source: read.text, text, logProbability },
    perplexity: Math.exp(-logProbability / symbols.length),
    targets: symbols.length,
    tokens: symbols.map((symbol, u) => ({
      ...{ symbol, logProbability: logProbabilities[u] },
      ...(target.tokens[u] === vocabulary.unknown && { unknown: true as const }),
    })),
    alignment: attention.length > 0 ? attention.map((row) => Array.from(row)) : null,
    unknown: all,
    ...(unknown.length > 0 && !isTrained && { unknownTrained: false }),
  };
}
