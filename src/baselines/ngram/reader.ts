import type { NgramModel } from "./model.ts";
import type { Counted } from "./smoothing.ts";

/** What an n-gram model knows of one context. */
export interface CountedContext {
  /** How many of the last symbols it is. */
  symbols: number;
  /** The share that is left to the next shorter context. */
  rest: number;
  /** What the counts are. */
  counted: Counted;
  /** Symbols that followed, the largest count first: P(id) = weight + rest · P(id) after the shorter context. */
  followers: { id: number; count: number; weight: number }[];
}

/** Goes through a text with an n-gram model: knows at each place the contexts of every length. */
export class NgramReader {
  /** nodes[k]: the n-gram of the last k symbols that were read, −1 where it is not known. */
  private nodes: Int32Array;
  private next: Int32Array;

  constructor(private readonly model: NgramModel) {
    this.nodes = new Int32Array(model.levels.length).fill(-1);
    this.next = this.nodes.slice();
    this.reset();
  }

  /** Nothing was read yet. */
  reset(): void {
    this.nodes.fill(-1);
    this.nodes[0] = 0;
  }

  read(symbol: number): void {
    const { model, nodes, next } = this;
    next[0] = 0;
    for (let k = 1; k < nodes.length; k++) next[k] = nodes[k - 1] < 0 ? -1 : model.find(k, nodes[k - 1], symbol);
    this.nodes = next;
    this.next = nodes;
  }

  /** Where it is; another reader of this model can go on from there. */
  place(): Int32Array {
    return this.nodes.slice();
  }

  goTo(place: Int32Array): void {
    this.nodes.set(place);
  }

  /** P(symbol | all that was read). */
  probability(symbol: number): number {
    const { model, nodes } = this;
    let probability = 1 / model.vocabulary;
    for (let k = 1; k <= nodes.length && nodes[k - 1] >= 0; k++) {
      const { weights, rests } = model.levels[k - 1];
      const gram = model.find(k, nodes[k - 1], symbol);
      probability = (gram < 0 ? 0 : weights[gram]) + rests[nodes[k - 1]] * probability;
    }
    return probability;
  }

  /** What was counted after the last symbols that were read, the longest known context first; the last one is empty. */
  contexts(): CountedContext[] {
    const { model, nodes } = this;
    const found: CountedContext[] = [];
    for (let k = nodes.length; k > 0; k--) {
      const context = nodes[k - 1];
      if (context < 0) continue;
      const { first, symbols, counts, counted, weights, rests } = model.levels[k - 1];
      const followers: CountedContext["followers"] = [];
      for (let gram = first[context]; gram < first[context + 1]; gram++) {
        if (counts[gram] > 0) followers.push({ id: symbols[gram], count: counts[gram], weight: weights[gram] });
      }
      if (followers.length === 0) continue;
      followers.sort((a, b) => b.count - a.count || a.id - b.id);
      found.push({ symbols: k - 1, rest: rests[context], counted, followers });
    }
    return found;
  }

  /** The probability of each of V symbols. */
  probabilities(out: Float64Array): void {
    const { model, nodes } = this;
    out.fill(1 / model.vocabulary);
    for (let k = 1; k <= nodes.length && nodes[k - 1] >= 0; k++) {
      const { first, symbols, weights, rests } = model.levels[k - 1];
      const context = nodes[k - 1];
      const rest = rests[context];
      if (rest !== 1) for (let i = 0; i < out.length; i++) out[i] *= rest;
      for (let gram = first[context]; gram < first[context + 1]; gram++) out[symbols[gram]] += weights[gram];
    }
  }
}
