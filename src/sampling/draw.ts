import type { Random } from "../base/random.ts";
import type { Vocabulary } from "../data/index.ts";
import { largestOf } from "./logits.ts";
import type { Ranked } from "./symbolReader.ts";

export interface DrawSettings {
  /** Divides the logits; 0 takes the likeliest symbol each time. */
  temperature: number;
  /** Only so many of the likeliest symbols are drawn; null for all. */
  topK?: number | null;
  /** Only the likeliest symbols that together have this share are drawn. */
  topP?: number;
}

/** Of a vocabulary at most so many symbols are never drawn. */
export function mostNeverDrawn({ unknown, start, end, prompts }: Vocabulary): number {
  return [unknown, start, end].filter((id) => id !== undefined).length + prompts.length;
}

/**
 * Draws symbols from what a network says. `<bos>`, which is never a next symbol, and `<unk>`, which is no text, are not drawn: where
 * `<unk>` comes up, it is counted and drawn again among the others. Nor is `untrained`, a symbol that the network never learned to
 * predict.
 */
export class Drawer {
  /** Share of each symbol, not normalised, 0 of those that are not drawn. */
  private readonly weights: Float64Array;
  private readonly sorted: Float64Array;
  private best = 0;
  private readonly neverDrawn: number;
  /** 1 for each symbol that is ever drawn. */
  private readonly drawn: Uint8Array;

  constructor(
    private readonly vocabulary: Vocabulary,
    untrained?: number,
  ) {
    this.weights = new Float64Array(vocabulary.size);
    this.sorted = new Float64Array(vocabulary.size);
    this.neverDrawn = mostNeverDrawn(vocabulary);
    this.drawn = Uint8Array.from({ length: vocabulary.size }, (_, id) =>
      id === vocabulary.unknown || id === untrained || vocabulary.isPrompt(id) ? 0 : 1,
    );
  }

  /** The symbol drawn, and whether `<unk>` came up first. */
  draw(logits: Float32Array, settings: DrawSettings, random: Random): { id: number; again: boolean } {
    const { unknown } = this.vocabulary;
    const { temperature } = settings;
    const { id: best, again: isUnknown } = this.likeliest(largestOf(logits, this.ranks(1)));
    if (temperature === 0) return { id: best, again: isUnknown };
    this.best = best;
    const all = this.weigh(logits, temperature);
    // Infinite where the others are nothing beside it.
    const odds = unknown === undefined ? 0 : Math.exp((logits[unknown] - logits[this.best]) / temperature) / all;
    const again =
      unknown !== undefined && random.nextFloat() < (odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds));
    const sum = this.keep(all, settings);
    let left = random.nextFloat() * sum;
    for (let id = 0; id < this.weights.length; id++) {
      left -= this.weights[id];
      if (left < 0 && this.weights[id] > 0) return { id, again };
    }
    return { id: this.best, again };
  }

  /** So many symbols have to be ranked for `most` among them to be drawn, or all that are. */
  ranks(most: number): number {
    return Math.min(most + this.neverDrawn, this.vocabulary.size);
  }

  /** The likeliest symbol that is drawn, its logit, and whether `<unk>` is likelier. Where nothing is ranked, it is the first. */
  likeliest({ ids, logits }: Pick<Ranked, "ids" | "logits">): { id: number; logit: number; again: boolean } {
    let unknown = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < ids.length && ids[i] >= 0; i++) {
      if (ids[i] === this.vocabulary.unknown) unknown = logits[i];
      if (this.isDrawn(ids[i])) return { id: ids[i], logit: logits[i], again: unknown > logits[i] };
    }
    const id = this.weights.findIndex((_, symbol) => this.isDrawn(symbol));
    return { id, logit: Number.NEGATIVE_INFINITY, again: false };
  }

  /** Log-probabilities of what may be drawn, −∞ of the rest, into `out` (V); they add up to 1. */
  distribution(logits: Float32Array, settings: DrawSettings, out: Float64Array): void {
    this.best = this.likeliest(largestOf(logits, this.ranks(1))).id;
    const sum = Math.log(this.keep(this.weigh(logits, settings.temperature), settings));
    for (let id = 0; id < out.length; id++) out[id] = Math.log(this.weights[id]) - sum;
  }

  /** What the network reads where a drawn symbol stands. */
  read(id: number): number {
    return this.vocabulary.read(id);
  }

  /** Whether a symbol is ever drawn. */
  isDrawn(id: number): boolean {
    return this.drawn[id] === 1;
  }

  private weigh(logits: Float32Array, temperature: number): number {
    const { weights, best } = this;
    let sum = 0;
    for (let id = 0; id < logits.length; id++) {
      weights[id] = this.isDrawn(id) ? Math.exp((logits[id] - logits[best]) / temperature) : 0;
      sum += weights[id];
    }
    return sum;
  }

  /** Leaves the likeliest, first by their number and then by their share; of equal ones the first. Returns what is left. */
  private keep(all: number, { topK, topP = 1 }: DrawSettings): number {
    if (topK == null && topP >= 1) return all;
    const { weights, sorted } = this;
    sorted.set(weights);
    sorted.sort();
    const largest = (i: number) => sorted[sorted.length - 1 - i];
    const most = Math.min(topK ?? weights.length, weights.length);
    let among = 0;
    for (let i = 0; i < most; i++) among += largest(i);
    let kept = 0;
    let share = 0;
    while (kept < most && (kept === 0 || share < topP * among)) share += largest(kept++);
    const least = largest(kept - 1);
    let equals = kept;
    for (const weight of weights) if (weight > least) equals--;
    let sum = 0;
    for (let id = 0; id < weights.length; id++) {
      if (weights[id] < least || (weights[id] === least && equals-- <= 0)) weights[id] = 0;
      sum += weights[id];
    }
    return sum;
  }
}
