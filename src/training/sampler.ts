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
  /** What it drew. */
  text: string;
  /** Symbols of the prompt that are outside the vocabulary, with their place among its characters. */
  unknown: { symbol: string; index: number }[];
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
    return new Sampler(network, options, vocabulary);
  }

  /**
   * Reads the prompt and draws `length` symbols. A character model without a prompt starts after a line break where it knows
   * one. `<unk>` is never drawn: its share is given to the others. Undefined when stopped.
   */
  sample(settings: SampleSettings, withHidden = false): Sample | undefined {
    const { executable } = this.compiled;
    const { ids, unknown } = this.vocabulary.encode(settings.prompt);
    const start = this.vocabulary.id("\n") ?? (this.vocabulary.unknown === 0 && this.vocabulary.size > 1 ? 1 : 0);
    const read = ids.length > 0 ? [...ids] : [start];
    const random = Random.seeded(settings.seed, "sampling");
    const drawn: number[] = [];
    const rows: Float32Array[][] = this.hiddenIndices.map(() => []);
    const input = new Int32Array(1);
    const scalars = { inverseTokens: 1, seed: 0, step: 0 };
    executable.clearStates();
    for (let i = 0; i < read.length + settings.length; i++) {
      const next = i < read.length ? read[i] : drawn[i - read.length];
      input[0] = next;
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
    return {
      prompt: ids.length > 0 ? this.vocabulary.decode(ids) : "",
      text: this.vocabulary.decode(drawn),
      unknown,
      ...(withHidden ? { hidden: rows.map(joinFloats) } : {}),
    };
  }

  private draw(temperature: number, random: Random): number {
    const { probabilities, vocabulary } = this;
    const logits = this.compiled.executable.values(this.compiled.model.logits);
    let best = -1;
    for (let i = 0; i < logits.length; i++) {
      if (i !== vocabulary.unknown && (best < 0 || logits[i] > logits[best])) best = i;
    }
    if (temperature === 0) return best;
    let sum = 0;
    for (let i = 0; i < logits.length; i++) {
      probabilities[i] = i === vocabulary.unknown ? 0 : Math.exp((logits[i] - logits[best]) / temperature);
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
