import { joinFloats } from "../base/joinFloats.ts";
import { Random } from "../base/random.ts";
import type { Config } from "../config/index.ts";
import type { Vocabulary } from "../data/index.ts";
import { Engine, type Executable, Network, type Weights } from "../engine/index.ts";
import { layOutParameters } from "../graph/index.ts";
import { buildModel, type ModelOptions } from "../model/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { type Compiled, compile } from "./compile.ts";
import { loadParameters } from "./parameters.ts";
import { modelOptions } from "./settings.ts";

export interface SampleSettings {
  prompt: string;
  /** Symbols to draw after the prompt. */
  length: number;
  /** Divides the logits; 0 takes the likeliest symbol each time. */
  temperature: number;
  seed: number;
}

export interface Sample {
  /** What the network read before it drew: the prompt, as far as its symbols are known. */
  prompt: string;
  /** What it drew: what follows the prompt, or of a network that reads backward, what precedes it. */
  text: string;
  /** Symbols of the prompt that are outside the vocabulary, with their place among its characters or words. */
  unknown: { symbol: string; index: number }[];
  /** The text stands before the prompt: the network reads from the end. */
  backward?: true;
  /** With the hidden states: what the network read, one symbol a time step ("" to start from), and how many were given. */
  symbols?: string[];
  given?: number;
  /** The hidden states, one Float32Array (time, H) a layer, for the symbols of prompt and text, where they were asked for. */
  hidden?: Float32Array[];
}

/** Draws text from a network, one symbol at a time, on states and random numbers of its own. */
export class Sampler {
  private readonly compiled: Compiled;
  private readonly probabilities: Float64Array;
  private readonly hiddenIndices: number[];

  constructor(
    network: Weights,
    options: ModelOptions,
    private readonly vocabulary: Vocabulary,
    private readonly direction: Config["data"]["direction"],
    rooms: readonly Executable[] = [],
  ) {
    this.compiled = compile(network, options, vocabulary.size, { steps: 1, batch: 1 }, {}, { rooms });
    this.probabilities = new Float64Array(vocabulary.size);
    const { states } = this.compiled.model;
    this.hiddenIndices = states.flatMap((state, i) => (state.name.endsWith(".h") ? [i] : []));
  }

  /** A sampler of saved parameters, in an engine of its own. */
  static async load(config: Config, vocabulary: Vocabulary, tensors: ReadonlyMap<string, Tensor>): Promise<Sampler> {
    const options = modelOptions(config);
    const { graph } = buildModel(options, { steps: 1, batch: 1, vocabulary: vocabulary.size });
    const network = new Network(await Engine.create(), layOutParameters(graph), { name: "sgd" }, 1);
    loadParameters(network, tensors);
    return new Sampler(network, options, vocabulary, config.data.direction);
  }

  /**
   * Reads the prompt and draws `length` symbols. Words start after `<bos>`; characters without a prompt start after a line break
   * where they know one. `<unk>` and `<bos>` are never drawn: their share is given to the others. Undefined when stopped.
   */
  sample(settings: SampleSettings, withHidden = false): Sample | undefined {
    const { executable } = this.compiled;
    const { vocabulary } = this;
    const { ids, unknown } = vocabulary.encode(settings.prompt);
    const prompt = this.inReadingOrder([...ids]);
    const begin = vocabulary.begin ?? (vocabulary.unknown === 0 && vocabulary.size > 1 ? 1 : 0);
    const read = prompt.length === 0 || vocabulary.words ? [begin, ...prompt] : prompt;
    const random = Random.seeded(settings.seed, "sampling");
    const drawn: number[] = [];
    const rows: Float32Array[][] = this.hiddenIndices.map(() => []);
    const input = new Int32Array(1);
    const scalars = { inverseTokens: 1, seed: 0, step: 0 };
    executable.clearStates();
    for (let i = 0; i < read.length + settings.length; i++) {
      const next = i < read.length ? read[i] : drawn[i - read.length];
      input[0] = vocabulary.read(next);
      executable.write(input);
      if (!executable.run(scalars, i > 0)) return undefined;
      executable.commit();
      if (withHidden) {
        this.hiddenIndices.forEach((index, layer) => {
          rows[layer].push(executable.readState(index));
        });
      }
      if (i >= read.length - 1 && drawn.length < settings.length) drawn.push(this.draw(settings.temperature, random));
    }
    const symbols = ["", ...this.shown([...prompt, ...drawn])].slice(read.length > prompt.length ? 0 : 1);
    return {
      ...this.texts(prompt, drawn),
      unknown,
      ...(this.direction === "backward" ? { backward: true } : {}),
      ...(withHidden ? { hidden: rows.map(joinFloats), symbols, given: prompt.length && read.length } : {}),
    };
  }

  /** The prompt and what was drawn, as they stand in a text. */
  private texts(prompt: number[], drawn: number[]): Pick<Sample, "prompt" | "text"> {
    const pieces = this.vocabulary.pieces(this.inReadingOrder([...prompt, ...drawn]));
    const given = this.direction === "backward" ? pieces.splice(drawn.length) : pieces.splice(0, prompt.length);
    return { prompt: given.join(""), text: pieces.join("") };
  }

  /** From the order in which the network reads to that of the text, and back; in place. */
  private inReadingOrder(ids: number[]): number[] {
    return this.direction === "backward" ? ids.reverse() : ids;
  }

  /** Symbols for people: of `<eos>`, the line break that it is. */
  private shown(ids: readonly number[]): string[] {
    return ids.map((id) => (id === this.vocabulary.end ? "\n" : this.vocabulary.symbol(id)));
  }

  private draw(temperature: number, random: Random): number {
    const { probabilities, vocabulary } = this;
    const logits = this.compiled.executable.values(this.compiled.model.logits);
    let best = -1;
    for (let i = 0; i < logits.length; i++) {
      if (i !== vocabulary.unknown && i !== vocabulary.start && (best < 0 || logits[i] > logits[best])) best = i;
    }
    if (temperature === 0) return best;
    let sum = 0;
    for (let i = 0; i < logits.length; i++) {
      probabilities[i] =
        i === vocabulary.unknown || i === vocabulary.start ? 0 : Math.exp((logits[i] - logits[best]) / temperature);
      sum += probabilities[i];
    }
    let left = random.nextFloat() * sum;
    for (let i = 0; i < logits.length; i++) {
      left -= probabilities[i];
      if (left < 0 && probabilities[i] > 0) return i;
    }
    return best;
  }
}
