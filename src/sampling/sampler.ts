import { joinFloats } from "../base/joinFloats.ts";
import type { Config } from "../config/index.ts";
import type { DrawnSymbol } from "../contracts/preview.ts";
import type { Encoding, Vocabulary } from "../data/index.ts";
import { type Form, loadNetwork, modelOptions, sequenceForm } from "../networks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { searchBeams } from "./beams.ts";
import { Drawer, type DrawSettings } from "./draw.ts";
import { drawnSymbol, MOST_LOOKED_AT } from "./drawnSymbol.ts";
import { type Likely, likeliest } from "./ranking.ts";
import { type Drawn, drawRows, samplingRandom, toTheEnd } from "./rows.ts";
import { type Start, startOf } from "./start.ts";
import { type BeginState, beginState, startStateOf } from "./startState.ts";
import { Stepper } from "./stepper.ts";
import type { SymbolReader } from "./symbolReader.ts";

export interface SampleSettings extends DrawSettings {
  prompt: string;
  /** Most symbols to draw after the prompt. */
  length: number;
  seed: number;
  /** "eos": a sample ends before its length with `<eos>`, of characters with a line break. */
  stop?: "length" | "eos";
  /** How many samples. */
  count?: number;
  /** The samples differ: they are drawn without replacement. */
  distinct?: boolean;
  /** Width of a search for the likeliest texts, of which `count` are returned; temperature, topK, topP do not matter. */
  beam?: number | null;
  /** What a text begins with where examples are written: a label, or numbers by column; null takes one by chance. */
  start?: Start | null;
  /** The state in which a running text begins; "warm" where absent. */
  state?: BeginState;
  /** So many of the likeliest symbols come with each symbol of the text, and its own probability; nothing of it where absent. */
  likeliest?: number;
}

export interface Sample {
  /** What the network read before it drew: the prompt, as far as its symbols are known. */
  prompt: string;
  /** The label that the text begins with, where examples are written from labels. */
  start?: string;
  /** Of a running text that is written, the state in which it began: cold where none other is known. */
  state?: BeginState;
  /** What it drew: what follows the prompt, or of a network that reads backward, what precedes it. */
  text: string;
  /** Nats of the text after the prompt, by the network as it is: without temperature, nothing left out. */
  logProbability: number;
  /** Symbols drawn. */
  tokens: number;
  /** How often `<unk>` came up and was drawn again. */
  redrawn: number;
  /** It ended before its length. */
  ended: boolean;
  /** Symbols of the prompt that are outside the vocabulary, with their place among its characters or words. */
  unknown: { symbol: string; index: number }[];
  /** Of a cloze model, what stands in the gaps of the prompt; prompt and text together are the whole, cut at the first gap. */
  filled?: string[];
  /** The text stands before the prompt: the network reads from the end. */
  backward?: true;
  /** Where the likeliest symbols were asked for: the symbols of the text in its order, the first `MOST_LOOKED_AT` of all samples together. */
  drawn?: DrawnSymbol[];
  /** With the hidden states: what the network read, one symbol a time step ("" to start from), and how many were given. */
  symbols?: string[];
  given?: number;
  /** The hidden states, one Float32Array (time, H) a layer, for the symbols of prompt and text, where they were asked for. */
  hidden?: Float32Array[];
}

/** The likeliest symbols that come next. */
export interface Next extends Pick<Sample, "prompt" | "state" | "unknown"> {
  symbols: Likely[];
}

/** Samples that are drawn at the same time. */
const MOST_ROWS = 32;

/** Rows that a stepper needs for such samples. */
export function sampleRows({ count = 1, distinct, beam }: Pick<SampleSettings, "count" | "distinct" | "beam">): number {
  return beam ?? (distinct ? count : Math.min(count, MOST_ROWS));
}

interface SamplerOptions {
  make: (rows: number) => SymbolReader;
  vocabulary: Vocabulary;
  direction: Config["data"]["direction"];
  /** Those of the samples that will be asked for: what they need is laid out at once. */
  rows?: number;
  /** Of examples that are written: what they begin with. */
  encoding?: Encoding;
  /** Whether the readers know where a running text begins. */
  canBeginWarm?: boolean;
}

/** Draws text from a network, one symbol at a time, on states and random numbers of its own. */
export class Sampler {
  private readonly steppers = new Map<number, SymbolReader>();
  private readonly drawer: Drawer;
  /** Numbers that the samples being drawn begin with. */
  private vector: Float32Array | undefined;

  private readonly make: (rows: number) => SymbolReader;
  private readonly vocabulary: Vocabulary;
  private readonly direction: Config["data"]["direction"];
  private readonly encoding: Encoding | undefined;

  private readonly canBeginWarm: boolean;

  constructor({ make, vocabulary, direction, rows = 1, encoding, canBeginWarm = true }: SamplerOptions) {
    this.canBeginWarm = canBeginWarm;
    this.make = make;
    this.vocabulary = vocabulary;
    this.direction = direction;
    this.encoding = encoding;
    this.drawer = new Drawer(vocabulary);
    for (const n of new Set([1, rows])) this.stepper(n);
  }

  /** A sampler of saved parameters, in an engine of its own. */
  static async load(
    config: Config,
    vocabulary: Vocabulary,
    tensors: ReadonlyMap<string, Tensor>,
    encoding?: Encoding,
  ): Promise<Sampler> {
    const form = writingForm(config, vocabulary, encoding);
    const network = await loadNetwork(form, tensors);
    const start = startStateOf({ network, form }, vocabulary, true);
    const make = (rows: number) => new Stepper({ network, form }, rows, start);
    return new Sampler({ make, vocabulary, direction: config.data.direction, encoding });
  }

  /** One sample, or the best of several. */
  sample(settings: SampleSettings, withHidden = false): Sample {
    return this.samples(settings, withHidden)[0];
  }

  /**
   * Reads the prompt and draws up to `length` symbols, `count` times. A text begins as a line does where one of the training text has
   * ended, words after `<bos>`; from a cold state characters begin so without a prompt alone, where they know a line break. `<bos>` and `<unk>` are never drawn; `redrawn` counts how often `<unk>` came up. Hidden
   * states, where wanted, are those of the last.
   */
  samples(settings: SampleSettings, withHidden = false): Sample[] {
    const { prompt, read, unknown, vector, label, state } = this.encode(settings.prompt, settings);
    this.vector = vector;
    const { count = 1, distinct = false, beam = null } = settings;
    const found = beam !== null || distinct ? this.search(read, settings, state) : this.draw(read, settings, state);
    const samples = found.slice(0, count).map(
      ({ ids: drawn, logProbability, ended, redrawn }): Sample => ({
        ...(label !== undefined && { start: label }),
        ...(state && { state }),
        ...this.texts(prompt, drawn),
        ...{ logProbability, ended, redrawn },
        tokens: drawn.length,
        unknown,
        ...(this.direction === "backward" ? { backward: true } : {}),
      }),
    );
    const most = settings.likeliest ?? 0;
    let room = most > 0 ? MOST_LOOKED_AT : 0;
    samples.forEach((sample, i) => {
      const { ids } = found[i];
      const withStates = withHidden && i === samples.length - 1;
      const looks = Math.min(room, ids.length);
      if (!withStates && looks === 0) return;
      const { hidden, drawn } = this.readAgain(read, prompt, ids, { state, withStates, looks, most });
      room -= looks;
      if (most > 0) sample.drawn = this.inReadingOrder(drawn);
      if (!withStates) return;
      const symbols = ["", ...this.shown([...prompt, ...ids])].slice(read.length > prompt.length ? 0 : 1);
      Object.assign(sample, { hidden, symbols, given: prompt.length && read.length });
    });
    return samples;
  }

  /** Whether rows for such samples are laid out, and the state in which they begin. */
  hasRowsFor(settings: SampleSettings): boolean {
    const isReady = settings.state !== "warm" || this.encoding !== undefined || this.canBeginWarm;
    return this.steppers.has(sampleRows(settings)) && isReady;
  }

  /** The `most` likeliest symbols after a prompt, of a network that reads backward before it; an example begins with `start`. */
  next(text: string, most: number, settings?: Pick<SampleSettings, "start" | "seed" | "state">): Next {
    const { prompt, read, unknown, vector, state } = this.encode(text, settings);
    this.vector = vector;
    const stepper = this.stepper(1);
    this.readAll(stepper, read, state);
    return {
      prompt: this.texts(prompt, []).prompt,
      ...(state && { state }),
      unknown,
      symbols: likeliest(stepper.logits(0), this.vocabulary, most),
    };
  }

  /** A prompt as ids, and what the network reads of it: words after `<bos>`. */
  private encode(text: string, { start, seed, state }: Pick<SampleSettings, "start" | "seed" | "state"> = { seed: 0 }) {
    const { vocabulary } = this;
    const { ids, unknown } = vocabulary.encode(text);
    const prompt = this.inReadingOrder([...ids]);
    const first = this.encoding && startOf(this.encoding, start ?? null, seed);
    const begin = first?.token ?? vocabulary.begin ?? (vocabulary.unknown === 0 && vocabulary.size > 1 ? 1 : 0);
    const begun = this.encoding ? undefined : beginState(vocabulary, state);
    const begins = prompt.length === 0 || vocabulary.start !== undefined || begun === "warm";
    const read = begins ? [begin, ...prompt] : prompt;
    return { prompt, read, unknown, vector: first?.vector, label: first?.label, state: begun };
  }

  private draw(read: readonly number[], settings: SampleSettings, state: BeginState | undefined): Drawn[] {
    const { count = 1, seed } = settings;
    const end = this.endOf(settings);
    const all: Drawn[] = [];
    while (all.length < count) {
      const stepper = this.stepper(sampleRows(settings));
      const randoms = Array.from({ length: Math.min(stepper.rows, count - all.length) }, (_, i) =>
        samplingRandom(seed, all.length + i),
      );
      this.readAll(stepper, read, state);
      all.push(...toTheEnd(drawRows(stepper, this.drawer, { ...settings, end, randoms })));
    }
    return all;
  }

  private search(read: readonly number[], settings: SampleSettings, state: BeginState | undefined): Drawn[] {
    const width = sampleRows(settings);
    const stepper = this.stepper(width);
    this.readAll(stepper, read, state);
    const { beam, seed, length } = settings;
    const drawn = beam != null ? undefined : { settings, randoms: [samplingRandom(seed, 0)] };
    const end = this.endOf(settings);
    const [beams] = toTheEnd(searchBeams(stepper, this.drawer, { width, length, end, drawn }));
    return beams.map((found) => ({ ...found, redrawn: 0 }));
  }

  private readAll(stepper: SymbolReader, ids: readonly number[], state: BeginState | undefined): void {
    stepper.reset(state === "warm");
    for (const id of ids) stepper.read([this.vocabulary.read(id)]);
  }

  /** Reads a text that was drawn once more: its hidden states, (time, H) a layer, and what else was likely in the place of its first `looks` symbols. */
  private readAgain(
    read: readonly number[],
    prompt: readonly number[],
    ids: readonly number[],
    asked: { state: BeginState | undefined; withStates: boolean; looks: number; most: number },
  ): { hidden: Float32Array[]; drawn: DrawnSymbol[] } {
    const { vocabulary, direction } = this;
    const stepper = this.stepper(1);
    stepper.reset(asked.state === "warm");
    const rows: Float32Array[][] = [];
    const drawn: DrawnSymbol[] = [];
    const texts = this.pieces(prompt, ids).drawn;
    if (direction === "backward") texts.reverse();
    const all = [...read, ...ids];
    const last = asked.withStates ? all.length : read.length + asked.looks;
    for (let t = 0; t < last; t++) {
      const at = t - read.length;
      if (at >= 0 && at < asked.looks) {
        const before = direction === "backward" ? undefined : [...prompt, ...ids.slice(0, at)];
        const logits = stepper.logits(0);
        drawn.push(drawnSymbol(logits, { id: ids[at], text: texts[at], before }, vocabulary, asked.most));
      }
      // What follows the last that is looked at is not asked for.
      if (!asked.withStates && t === last - 1) break;
      stepper.read([vocabulary.read(all[t])]);
      if (!asked.withStates) continue;
      stepper.hidden().forEach((values, layer) => {
        rows[layer] ??= [];
        rows[layer].push(values);
      });
    }
    return { hidden: rows.map(joinFloats), drawn };
  }

  private stepper(rows: number): SymbolReader {
    let stepper = this.steppers.get(rows);
    if (!stepper) {
      stepper = this.make(rows);
      this.steppers.set(rows, stepper);
    }
    if (this.vector) stepper.condition(this.vector);
    return stepper;
  }

  private endOf({ stop }: SampleSettings): number | undefined {
    // An example that is written has one end.
    return stop === "eos" || this.encoding ? this.vocabulary.lineEnd : undefined;
  }

  /** The prompt and what was drawn, as they stand in a text. */
  private texts(prompt: readonly number[], drawn: readonly number[]): Pick<Sample, "prompt" | "text"> {
    const pieces = this.pieces(prompt, drawn);
    return { prompt: pieces.given.join(""), text: pieces.drawn.join("") };
  }

  /** What each symbol adds to them, in their order. */
  private pieces(prompt: readonly number[], drawn: readonly number[]): { given: string[]; drawn: string[] } {
    const pieces = this.vocabulary.pieces(this.inReadingOrder([...prompt, ...drawn]));
    const given = this.direction === "backward" ? pieces.splice(drawn.length) : pieces.splice(0, prompt.length);
    return { given, drawn: pieces };
  }

  /** From the order in which the network reads to that of the text, and back; in place. */
  private inReadingOrder<T>(ids: T[]): T[] {
    return this.direction === "backward" ? ids.reverse() : ids;
  }

  /** Symbols for people: of `<eos>`, the line break that it is. */
  private shown(ids: readonly number[]): string[] {
    return ids.map((id) => (id === this.vocabulary.end ? "\n" : this.vocabulary.symbol(id)));
  }
}

/** The network that writes with a vocabulary: a running text, or examples. */
export function writingForm(config: Config, { size }: Vocabulary, encoding: Encoding | undefined): Form {
  return encoding ? sequenceForm(config, encoding).form : { options: modelOptions(config), vocabulary: size };
}
