// Encodings of examples for networks of random parameters that are looked into: tags, numbers, pairs, and texts that are written from labels.
import { type Encoding, Vocabulary } from "../../src/data/index.ts";
import { InspectedNetwork, NetworkLook, type Reading, textReading } from "../../src/inspection/index.ts";
import { sequenceForm } from "../../src/networks/index.ts";
import { writingForm } from "../../src/sampling/index.ts";
import { countedWords } from "../support/countedWords.ts";
import { configOf, randomTensors, vocabulary } from "./looks.ts";

const limits = { size: null, minFrequency: 1, lowercase: false };
const counts = [..."abcde"].map((word, i) => ({ word, count: 9 - i }));
const source = Vocabulary.ofSide(countedWords(counts), limits, { isWritten: false });
/** What pairs are written with: `<unk>`, `<eos>`, `<bos>`, a, b, c. */
export const target = Vocabulary.ofSide(countedWords(counts.slice(0, 3)), limits, { isWritten: true });
const inputs = [{ column: "text", kind: "text" as const }];
const features = [
  { column: "x", mean: 0, scale: 1 },
  { column: "y", mean: 1, scale: 2 },
];
/** Symbols that have one of three labels. */
export const tags: Encoding = {
  source: { inputs, vocabulary: source, cutting: "cut", features: [] },
  target: { column: "tag", labels: ["A", "B", "C"], numbers: [] },
};
/** Two numbers a step that have one of three labels. */
export const numbers: Encoding = { ...tags, source: { inputs, cutting: "cut", features } };
export const pairs: Encoding = {
  source: tags.source,
  target: { column: "target", labels: [], vocabulary: target, cutting: "cut", numbers: [] },
};

/** (length) ids below `below`, from `first` on. */
export const ids = (length: number, below: number, first = 0) =>
  Int32Array.from({ length }, (_, i) => first + ((i * i + 3 * i + 1) % below));

/** An input of so many symbols, as it is read from a file; `shift` makes it another. */
export function tokens(length: number, shift = 0) {
  const all = ids(length, source.size).map((id) => (id + shift) % source.size);
  return { length, steps: length, tokens: all, kept: [], unknown: [], truncated: 0 };
}

/** Networks of random parameters, each in an engine that goes with all of them. */
export class Networks {
  private readonly nets: InspectedNetwork[] = [];

  /** One that reads such examples, or the letters of a running text. */
  async load(json: object, encoding: Encoding | undefined, seed = 6): Promise<InspectedNetwork> {
    const config = configOf(json);
    const form = encoding ? sequenceForm(config, encoding).form : writingForm(config, vocabulary, undefined);
    const tensors = randomTensors(form, seed);
    const net = await InspectedNetwork.load({ config, tensors, ...(encoding ? { encoding } : { vocabulary }) });
    return this.add(net);
  }

  add(net: InspectedNetwork): InspectedNetwork {
    this.nets.push(net);
    return net;
  }

  /** A look of it at an input, or at a text of its letters. */
  async look(json: object, encoding: Encoding | undefined, reading?: Reading): Promise<NetworkLook> {
    const net = await this.load(json, encoding);
    return new NetworkLook(net, reading ?? textReading(net.config, vocabulary, "abcdea"));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.nets.map((net) => net.dispose()));
  }
}
