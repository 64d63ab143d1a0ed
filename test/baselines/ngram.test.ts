// n-gram models: a worked example, the definitions word for word, and that probabilities sum to 1 whatever is cut.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Cancelled } from "../../src/base/cancellation.ts";
import { NgramModel, NgramReader, type NgramSettings, score } from "../../src/baselines/index.ts";
import { exactProbability } from "./exactNgram.ts";

const [a, b, c, d] = [0, 1, 2, 3];
/** a b a b c a; d is in the vocabulary and never occurs. */
const STREAM = Int32Array.of(a, b, a, b, c, a);

async function reading(settings: NgramSettings, context: readonly number[], stream = STREAM, vocabulary = 4) {
  const reader = new NgramReader(await NgramModel.count(stream, vocabulary, settings));
  for (const symbol of context) reader.read(symbol);
  return reader;
}

describe("by hand", () => {
  it("Witten–Bell", async () => {
    // Alone: a 3, b 2, c 1 of 6, three symbols, so (c + 3·¼)/9. After b: a and c once each, so (c + 2·P)/4.
    const settings: NgramSettings = { order: 2, smoothing: "witten-bell", minCount: 1 };
    const alone = await reading(settings, []);
    expect(alone.probability(a)).toBeCloseTo(3.75 / 9, 15);
    expect(alone.probability(d)).toBeCloseTo(0.75 / 9, 15);
    const afterB = await reading(settings, [b]);
    expect(afterB.probability(a)).toBeCloseTo((1 + (2 * 3.75) / 9) / 4, 15);
    expect(afterB.probability(b)).toBeCloseTo((2 * 2.75) / 9 / 4, 15);
    // Nothing is known of what follows d.
    expect((await reading(settings, [d])).probability(a)).toBeCloseTo(3.75 / 9, 15);
  });

  it("Kneser–Ney", async () => {
    // Pairs: ab 2, ba 1, bc 1, ca 1, so D₂ = 3/(3+2·1). In front of a stand b and c, of b a, of c b: counts 2, 1, 1, so D₁ = 2/(2+2·1).
    const settings: NgramSettings = { order: 2, smoothing: "kneser-ney", minCount: 1 };
    const alone = { [a]: 0.46875, [b]: 0.21875, [c]: 0.21875, [d]: 0.09375 };
    const start = await reading(settings, []);
    for (const [symbol, p] of Object.entries(alone)) expect(start.probability(Number(symbol))).toBeCloseTo(p, 15);
    const afterA = await reading(settings, [a]);
    expect(afterA.probability(b)).toBeCloseTo((2 - 0.6 + 0.6 * 1 * 0.21875) / 2, 15);
    expect(afterA.probability(a)).toBeCloseTo((0.6 * 1 * 0.46875) / 2, 15);
    const afterB = await reading(settings, [a, b]);
    expect(afterB.probability(c)).toBeCloseTo((1 - 0.6 + 0.6 * 2 * 0.21875) / 2, 15);
  });

  it("Kneser–Ney of a text where no pair occurs twice keeps something of what was seen", async () => {
    // Pairs ab, bc, cd, once each: n₂ = 0, and D₂ is ½. One symbol stands in front of b, c and d each: D₁ is ½ too, and a has none.
    const model = await NgramModel.count(Uint8Array.of(a, b, c, d), 4, {
      order: 2,
      smoothing: "kneser-ney",
      minCount: 1,
    });
    const reader = new NgramReader(model);
    expect(reader.probability(b)).toBeCloseTo((1 - 0.5) / 3 + 0.5 / 4, 15);
    reader.read(a);
    expect(reader.probability(b)).toBeCloseTo(0.5 + 0.5 * (0.5 / 3 + 0.5 / 4), 15);
  });

  it("a cut leaves discounts and counts as they were, and gives what it takes to the shorter context", async () => {
    // Pairs that occur twice stay: ab alone. After b nothing is left, so P is that of no context.
    const settings: NgramSettings = { order: 2, smoothing: "kneser-ney", minCount: 2 };
    expect((await reading(settings, [a])).probability(b)).toBeCloseTo((2 - 0.6 + 0.6 * 0.21875) / 2, 15);
    expect((await reading(settings, [b])).probability(c)).toBeCloseTo(0.21875, 15);
  });

  it("unsmoothed: what never followed is impossible, and the loss infinite", async () => {
    const settings: NgramSettings = { order: 2, smoothing: "none", minCount: 1 };
    expect((await reading(settings, [b])).probability(a)).toBe(1 / 2);
    expect((await reading(settings, [b])).probability(b)).toBe(0);
    const model = await NgramModel.count(STREAM, 4, settings);
    // After the first a: b is certain, a and c are one half each, and b and a are certain again.
    const { nats, impossible } = await score(model, STREAM, async () => {});
    expect([nats, impossible]).toEqual([Math.log(2) * 2, 0]);
    const strange = await score(model, Int32Array.of(a, b, b), async () => {});
    expect(strange).toEqual({ nats: Number.POSITIVE_INFINITY, impossible: 1 });
  });
});

const models = fc.record({
  order: fc.integer({ min: 1, max: 5 }),
  smoothing: fc.constantFrom("none" as const, "witten-bell" as const, "kneser-ney" as const),
  minCount: fc.integer({ min: 1, max: 3 }),
});
const vocabulary = fc.integer({ min: 1, max: 5 });
const texts = vocabulary.chain((size) => {
  const symbol = fc.integer({ min: 0, max: size - 1 });
  return fc.record({
    // One more than occur.
    size: fc.constant(size + 1),
    stream: fc.array(symbol, { minLength: 1, maxLength: 60 }),
    context: fc.array(fc.integer({ min: 0, max: size }), { maxLength: 6 }),
  });
});

describe("whatever the text, the order and the cut", () => {
  it("a probability is what the definition says, and those after any context sum to 1", async () => {
    await fc.assert(
      fc.asyncProperty(texts, models, async ({ size, stream, context }, settings) => {
        const exact = exactProbability(stream, size, settings);
        const all = new Float64Array(size);
        // Contexts that occur in the text, and one that may not.
        for (const read of [context, stream.slice(0, 7), stream.slice(-3)]) {
          const reader = await reading(settings, read, Int32Array.from(stream), size);
          reader.probabilities(all);
          expect(all.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
          for (let symbol = 0; symbol < size; symbol++) {
            expect(reader.probability(symbol)).toBeCloseTo(exact(symbol, read), 12);
            expect(all[symbol]).toBeCloseTo(exact(symbol, read), 12);
          }
        }
      }),
    );
  });
});

describe("counting", () => {
  const settings: NgramSettings = { order: 4, smoothing: "kneser-ney", minCount: 1 };

  it("refuses a text with too many n-grams, and says what would be fewer", async () => {
    const stream = Int32Array.from({ length: 1000 }, (_, i) => (i * i * 7) % 31);
    await expect(NgramModel.count(stream, 31, settings, async () => {}, 50)).rejects.toMatchObject({
      code: "too-many-ngrams",
      hint: expect.stringContaining('"order": 3'),
    });
  });

  it("takes breath, and gives up when it is told to", async () => {
    let breaths = 0;
    const pace = async () => {
      if (++breaths === 3) throw new Cancelled();
    };
    await expect(NgramModel.count(new Int32Array(200_000), 1, settings, pace)).rejects.toBeInstanceOf(Cancelled);
  });
});
