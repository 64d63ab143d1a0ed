import { countCharacters } from "../base/codePoints.ts";
import type { Config } from "../config/index.ts";
import type { Encoding, Vocabulary } from "../data/index.ts";
import { loadNetwork } from "../networks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { ClozeReader } from "./clozeReader.ts";
import { logProbability } from "./logits.ts";
import { writingForm } from "./sampler.ts";
import { type Start, startOf } from "./start.ts";
import { type BeginState, beginState, startStateOf } from "./startState.ts";
import { Stepper } from "./stepper.ts";
import type { SymbolReader } from "./symbolReader.ts";

export interface ScoredToken {
  /** `<eos>`, or of characters a line break, is the line's end; of a network that reads backward its beginning. */
  symbol: string;
  /** Nats, given all that the network has read of the line; null where that was not trained. */
  logProbability: number | null;
  /** The network reads and expects `<unk>` in its place. */
  unknown?: true;
}

export interface ScoredLine {
  text: string;
  /** Nats of all targets together; −∞ where the line has a character that the network cannot know. */
  logProbability: number;
  /** exp(−logProbability / targets); not a number where nothing could be predicted. */
  perplexity: number;
  /** Characters count as in the text, the line's end as one. */
  bitsPerCharacter: number;
  targets: number;
  /** The state in which the line began, of a running text: cold where none other is known. */
  state?: BeginState;
  /** What the network read first; null where it knows no start, and then the first symbol is not trained and not counted. */
  start: string | null;
  /** In reading order. */
  tokens: ScoredToken[];
  /** Symbols outside the vocabulary. */
  unknown: string[];
  /** Each symbol is told by both its sides, so the figures are no probability of the line: a pseudo-likelihood. */
  pseudo?: true;
}

interface ScorerOptions {
  /** Has `ROWS` rows, or reads both sides. */
  reader: SymbolReader | ClozeReader;
  vocabulary: Vocabulary;
  direction: Config["data"]["direction"];
  /** What lines start after; otherwise what the vocabulary's texts begin with, if it knows a start. */
  begin?: number;
  /** The state in which lines begin, of a running text that is read in order. */
  state?: BeginState;
}

/**
 * Log-probabilities of lines, each by itself: P(y_1 … y_T) = Π P(y_t | before), the line's end counted. A line begins as where one of the
 * training text has ended; words start after `<bos>`, characters after a line break where the network has seen one.
 */
export class Scorer {
  /** Lines that are read at the same time. */
  static readonly ROWS = 16;

  private readonly reader: SymbolReader | ClozeReader;
  private readonly vocabulary: Vocabulary;
  private readonly direction: Config["data"]["direction"];
  private readonly begin: number | undefined;
  private readonly state: BeginState | undefined;

  constructor({ reader, vocabulary, direction, begin = vocabulary.begin, state }: ScorerOptions) {
    this.reader = reader;
    this.vocabulary = vocabulary;
    this.direction = direction;
    this.begin = begin;
    this.state = state;
  }

  /** A scorer of saved parameters, in an engine of its own; of examples, each begins with `start`. */
  static async load(
    config: Config,
    vocabulary: Vocabulary,
    tensors: ReadonlyMap<string, Tensor>,
    examples?: { encoding: Encoding; start: Start | null },
    state?: BeginState,
  ): Promise<Scorer> {
    const { direction } = config.data;
    const form = writingForm(config, vocabulary, examples?.encoding);
    const network = await loadNetwork(form, tensors);
    if (form.options.cloze) {
      return new Scorer({ reader: new ClozeReader({ network, form }), vocabulary, direction });
    }
    const start = startStateOf({ network, form }, vocabulary, true);
    const reader = new Stepper({ network, form }, Scorer.ROWS, start);
    const first = examples && startOf(examples.encoding, examples.start, config.training.seed);
    if (first?.vector) reader.condition(first.vector);
    const begun = examples ? undefined : beginState(vocabulary, state);
    return new Scorer({ reader, vocabulary, direction, begin: first?.token, state: begun });
  }

  /** At most `ROWS` lines, without their line breaks. */
  score(lines: readonly string[]): ScoredLine[] {
    if (lines.length === 0) return [];
    const encoded = lines.map((line) => this.encode(line));
    const { reader } = this;
    const found =
      reader instanceof ClozeReader
        ? encoded.map(({ ids }) => this.bothSides(reader, ids))
        : this.inOrder(reader, encoded);
    return lines.map((line, row) => this.scored(line, encoded[row], found[row]));
  }

  /** Of each symbol given all others, the line's end among them; a line begins as lines do. */
  private bothSides(reader: ClozeReader, ids: readonly number[]): (number | null)[] {
    const { begin } = this;
    const start = begin === undefined ? [] : [begin];
    const found: number[] = [];
    reader.read(
      [...start, ...ids].map((id) => this.vocabulary.read(id)),
      (at, logits) => {
        if (at >= start.length) found.push(logProbability(logits, ids[at - start.length]));
      },
    );
    return found;
  }

  /** Of each symbol given those before it. */
  private inOrder(stepper: SymbolReader, encoded: readonly { ids: number[] }[]): (number | null)[][] {
    const { vocabulary, begin } = this;
    // Without a start the first symbol is read, and nothing predicts it.
    const read = encoded.map(({ ids }) => (begin === undefined ? ids : [begin, ...ids]));
    const found = encoded.map(({ ids }) => new Array<number | null>(ids.length).fill(null));
    const longest = Math.max(...read.map(({ length }) => length)) - 1;
    stepper.reset(this.state === "warm");
    for (let t = 0; t < longest; t++) {
      stepper.read(read.map((ids) => vocabulary.read(ids[Math.min(t, ids.length - 1)] ?? 0)));
      read.forEach((ids, row) => {
        if (t + 1 >= ids.length) return;
        found[row][found[row].length - ids.length + t + 1] = logProbability(stepper.logits(row), ids[t + 1]);
      });
    }
    return found;
  }

  /** The symbols to predict, in the order in which the network reads, and those of the text. */
  private encode(line: string) {
    const { vocabulary } = this;
    const { ids, unknown } = vocabulary.encode(line);
    const { lineEnd } = vocabulary;
    // A literal <eos> at its end is the line's own.
    const ended = vocabulary.words !== undefined && ids[ids.length - 1] === lineEnd;
    const order = Array.from(ended ? ids.subarray(0, -1) : ids);
    if (this.direction === "backward") order.reverse();
    return { ids: lineEnd === undefined ? order : [...order, lineEnd], unknown };
  }

  private scored(text: string, { ids, unknown }: ReturnType<Scorer["encode"]>, found: (number | null)[]): ScoredLine {
    const { vocabulary } = this;
    const backward = this.direction === "backward";
    const tokens = ids.map((id, i): ScoredToken => ({ symbol: vocabulary.symbol(id), logProbability: found[i] }));
    if (backward) tokens.reverse();
    if (vocabulary.words) {
      const shift = backward ? 1 : 0;
      for (const { symbol, index } of unknown)
        tokens[index + shift] = { ...tokens[index + shift], symbol, unknown: true };
    }
    const trained = found.filter((nats) => nats !== null);
    const impossible = unknown.length > 0 && vocabulary.unknown === undefined;
    const total = impossible ? Number.NEGATIVE_INFINITY : trained.reduce((sum, nats) => sum + nats, 0);
    const characters = countCharacters(text) + (vocabulary.lineEnd === undefined ? -1 : 1);
    return {
      text,
      logProbability: total,
      perplexity: Math.exp(-total / trained.length),
      bitsPerCharacter: -total / Math.LN2 / Math.max(1, characters),
      targets: trained.length,
      ...(this.state && { state: this.state }),
      start: this.begin === undefined ? null : vocabulary.symbol(this.begin),
      tokens,
      unknown: [...new Set(unknown.map(({ symbol }) => symbol))],
      ...(this.reader instanceof ClozeReader && { pseudo: true }),
    };
  }
}
