import { allocated } from "./memory.ts";

/**
 * The n-grams of one length that were met, each a context (an n-gram one shorter, by its number) and the symbol after it. An
 * open hash table over columns of numbers: 28 bytes an n-gram.
 */
export class GramTable {
  length = 0;
  contexts: Int32Array;
  symbols: Int32Array;
  /** How often each occurs. */
  counts: Int32Array;
  /** In front of how many different symbols' company each occurs: N₁₊(• gram). */
  lefts: Int32Array;
  /** 1 + number, 0 where free. */
  private slots: Int32Array;

  constructor(capacity = 1024) {
    this.contexts = allocated(Int32Array, capacity);
    this.symbols = allocated(Int32Array, capacity);
    this.counts = allocated(Int32Array, capacity);
    this.lefts = allocated(Int32Array, capacity);
    this.slots = allocated(Int32Array, 2 * capacity);
  }

  /** Counts one occurrence and gives its number, which is the last one when it is new. */
  add(context: number, symbol: number): number {
    const { contexts, symbols, slots } = this;
    const mask = slots.length - 1;
    let slot = hash(context, symbol) & mask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      const gram = entry - 1;
      if (contexts[gram] === context && symbols[gram] === symbol) {
        this.counts[gram]++;
        return gram;
      }
      slot = (slot + 1) & mask;
    }
    if (this.length === contexts.length) {
      this.grow();
      return this.add(context, symbol);
    }
    const gram = this.length++;
    slots[slot] = gram + 1;
    contexts[gram] = context;
    symbols[gram] = symbol;
    this.counts[gram] = 1;
    return gram;
  }

  /** The number of an n-gram; −1 where it was not met. */
  find(context: number, symbol: number): number {
    const { contexts, symbols, slots } = this;
    const mask = slots.length - 1;
    let slot = hash(context, symbol) & mask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      if (contexts[entry - 1] === context && symbols[entry - 1] === symbol) return entry - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private grow(): void {
    const larger = new GramTable(2 * this.contexts.length);
    for (const column of ["contexts", "symbols", "counts", "lefts"] as const) {
      larger[column].set(this[column]);
      this[column] = larger[column];
    }
    const { slots } = larger;
    const mask = slots.length - 1;
    for (let gram = 0; gram < this.length; gram++) {
      let slot = hash(this.contexts[gram], this.symbols[gram]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = gram + 1;
    }
    this.slots = slots;
  }
}

/** Every bit of both moves the low bits. */
function hash(context: number, symbol: number): number {
  let h = Math.imul(context, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
