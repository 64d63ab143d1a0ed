import type { NgramModel } from "./model.ts";

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
