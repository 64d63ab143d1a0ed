// A source of characters whose entropy is known.
import { generator } from "./random.ts";

interface Arrow {
  symbol: string;
  probability: number;
  next: number;
}

/**
 * A probabilistic finite-state source. No state has two arrows with one symbol, so whoever knows the state and reads on knows
 * it for ever, and the entropy rate is Σ_s π(s) H(s), π being the stationary distribution.
 */
export class Grammar {
  constructor(readonly states: readonly (readonly Arrow[])[]) {
    for (const arrows of states) {
      const sum = arrows.reduce((total, { probability }) => total + probability, 0);
      if (Math.abs(sum - 1) > 1e-12) throw new Error(`the probabilities add up to ${sum}`);
      if (new Set(arrows.map(({ symbol }) => symbol)).size !== arrows.length) throw new Error("a symbol occurs twice");
    }
  }

  /** Nats a symbol. */
  get entropyRate(): number {
    const entropy = (arrows: readonly Arrow[]) =>
      -arrows.reduce((sum, { probability: p }) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
    return this.stationary().reduce((sum, p, s) => sum + p * entropy(this.states[s]), 0);
  }

  /** The distribution π = π P, by repetition until it stands still; half a step at a time, so that no period matters. */
  stationary(): Float64Array {
    let now = new Float64Array(this.states.length).fill(1 / this.states.length);
    for (let round = 0; round < 100_000; round++) {
      const next = now.map((p) => p / 2);
      this.states.forEach((arrows, s) => {
        for (const { probability, next: to } of arrows) next[to] += (now[s] * probability) / 2;
      });
      const moved = next.reduce((sum, p, s) => sum + Math.abs(p - now[s]), 0);
      now = next;
      if (moved < 1e-15) return now;
    }
    throw new Error("the distribution does not settle");
  }

  /** A text, from state 0, with what it costs the source itself: −ln p of each symbol. */
  generate(length: number, seed: number): { text: string; nats: Float64Array } {
    const random = generator(seed);
    const nats = new Float64Array(length);
    let text = "";
    let state = 0;
    for (let i = 0; i < length; i++) {
      const arrows = this.states[state];
      let left = random();
      const arrow =
        arrows.find(({ probability }) => {
          left -= probability;
          return left < 0;
        }) ?? arrows[arrows.length - 1];
      text += arrow.symbol;
      nats[i] = -Math.log(arrow.probability);
      state = arrow.next;
    }
    return { text, nats };
  }
}

/**
 * Brackets of three kinds around letters that have an order of their own; what closes must match what opened, however long
 * ago that was. About 0.8 nats a symbol; counting letters alone cannot know the closing one.
 */
export function bracketGrammar(): Grammar {
  const kinds = ["()", "[]", "{}"];
  const chances = [0.5, 0.3, 0.2];
  const start = kinds.map(([open], k) => ({ symbol: open, probability: chances[k], next: 1 + 2 * k }));
  const inside = kinds.flatMap(([, close], k) => {
    const [first, second] = [1 + 2 * k, 2 + 2 * k];
    return [
      [
        { symbol: "x", probability: 0.45, next: first },
        { symbol: "y", probability: 0.35, next: second },
        { symbol: close, probability: 0.2, next: 0 },
      ],
      [
        { symbol: "x", probability: 0.25, next: first },
        { symbol: "z", probability: 0.75, next: second },
      ],
    ];
  });
  return new Grammar([start, ...inside]);
}
