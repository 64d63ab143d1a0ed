// Outputs that are written for sources: greedily, by beam search, and drawn, held against all outputs that there are.
import { describe, expect, it } from "vitest";
import { Random } from "../../src/base/random.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { toTheEnd } from "../../src/sampling/rows.ts";
import type { TargetReader } from "../../src/sampling/targetReader.ts";
import { type Output, type TargetSettings, TargetWriter } from "../../src/sampling/targetWriter.ts";

const symbols = ["<unk>", "<eos>", "<bos>", "a", "b", "c"];
const vocabulary = Vocabulary.fromJSON({
  ...{ version: 1, unit: "character", lowercase: false, unknown: 0, prompts: [], symbols },
});

/** What a model that knows everything by heart says after `written` for a source: logits, and what it looks at. */
function said(source: Int32Array, written: readonly number[]) {
  const random = Random.seeded(
    source.reduce((sum, id) => 31 * sum + id, 7),
    written.join(),
  );
  const logits = Float32Array.from(symbols, () => 3 * random.nextGaussian());
  const weights = Array.from(source, () => Math.exp(2 * random.nextGaussian()));
  const sum = weights.reduce((a, b) => a + b, 0);
  return { logits, attention: Float32Array.from(weights, (weight) => weight / sum) };
}

/** The model as a reader of several rows. */
class Remembering implements TargetReader {
  private all: { source: Int32Array; written: number[] }[] = [];

  constructor(readonly rows: number) {}

  begin(sources: readonly Int32Array[], rowsEach: number): void {
    expect(sources.length * rowsEach).toBeLessThanOrEqual(this.rows);
    this.all = sources.flatMap((source) => Array.from({ length: rowsEach }, () => ({ source, written: [] })));
  }

  reset(): void {}

  condition(): void {}

  read(tokens: ArrayLike<number>): void {
    this.all.forEach(({ written }, row) => {
      written.push(tokens[Math.min(row, tokens.length - 1)]);
    });
  }

  logits(row: number): Float32Array {
    return said(this.all[row].source, this.all[row].written).logits;
  }

  attention(row: number): Float32Array {
    return said(this.all[row].source, this.all[row].written).attention;
  }

  follow(parents: readonly number[]): void {
    this.all = parents.map((parent) => ({ ...this.all[parent], written: [...this.all[parent].written] }));
  }

  hidden(): Float32Array[] {
    return [];
  }
}

const LENGTH = 4;
const sources = [Int32Array.of(3, 4, 5), Int32Array.of(5), Int32Array.of(4, 4)];

/** Every output of a source that there is, with its log-probability, and by the definition its score. */
function everyOutput(source: Int32Array, alpha: number, beta: number) {
  const found: {
    ids: number[];
    stopped: boolean;
    logProbability: number;
    /** How often it is drawn: among symbols that can be written. */
    share: number;
    score: number;
    alignment: number[][];
  }[] = [];
  const go = (ids: number[], nats: number, share: number, seen: Float32Array[]) => {
    const { logits, attention } = said(source, ids);
    const total = Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
    const written = [1, 3, 4, 5].reduce((sum, id) => sum + Math.exp(logits[id]), 0);
    for (const id of [1, 3, 4, 5]) {
      const own = (share * Math.exp(logits[id])) / written;
      const rows = [...seen, attention];
      const logProbability = nats + logits[id] - total;
      if (id !== 1 && ids.length + 1 < LENGTH) {
        go([...ids, id], logProbability, own, rows);
        continue;
      }
      const coverage = Array.from(source, (_, j) =>
        Math.log(
          Math.min(
            1,
            rows.reduce((sum, row) => sum + row[j], 0),
          ),
        ),
      );
      const score =
        logProbability / ((5 + ids.length + 1) / 6) ** alpha + beta * coverage.reduce((sum, x) => sum + x, 0);
      const alignment = rows.map((row) => [...row]);
      found.push({
        ids: id === 1 ? ids : [...ids, id],
        stopped: id === 1,
        logProbability,
        share: own,
        score,
        alignment,
      });
    }
  };
  go([], 0, 1, []);
  return found.sort((a, b) => Number(b.stopped) - Number(a.stopped) || b.score - a.score);
}

function write(settings: Partial<TargetSettings>, of = sources, rows = 400, endless = false): Output[][] {
  const writer = new TargetWriter(new Remembering(rows * of.length), vocabulary, endless);
  const penalties = { length: 0, coverage: 0 };
  return toTheEnd(writer.write(of, { length: LENGTH, beam: null, penalties, ...settings }));
}

describe("beam search", () => {
  it.each([
    [0, 0],
    [1, 0],
    [0.6, 0.4],
    [0, 2],
  ])("that keeps everything finds all there is, in the order of the scores (α %d, β %d)", (alpha, beta) => {
    const found = write({ beam: 400, count: 400, penalties: { length: alpha, coverage: beta } });
    for (const [s, source] of sources.entries()) {
      const all = everyOutput(source, alpha, beta);
      // 1 + 3 + 9 + 27 that stop, and 81 that are cut.
      expect(all).toHaveLength(121);
      expect(found[s].map(({ ids, stopped }) => ({ ids, stopped }))).toEqual(
        all.map(({ ids, stopped }) => ({ ids, stopped })),
      );
      found[s].forEach((output, i) => {
        expect(output.logProbability).toBeCloseTo(all[i].logProbability, 5);
        expect(output.score).toBeCloseTo(all[i].score, 5);
        expect(output.alignment).toEqual(all[i].alignment);
      });
    }
  });

  it("of one is greedy", () => {
    const greedy = write({});
    expect(greedy.map((outputs) => outputs.length)).toEqual([1, 1, 1]);
    expect(write({ beam: 1 })).toEqual(greedy);
    // The likeliest symbol each time, never <unk> and <bos>.
    for (const [s, source] of sources.entries()) {
      const ids: number[] = [];
      while (ids.length < LENGTH && ids[ids.length - 1] !== 1) {
        const { logits } = said(source, ids);
        ids.push([1, 3, 4, 5].reduce((best, id) => (logits[id] > logits[best] ? id : best)));
      }
      expect(greedy[s][0].ids).toEqual(ids.filter((id) => id !== 1));
      expect(greedy[s][0].text).toBe(greedy[s][0].tokens.join(""));
      expect(greedy[s][0].stopped).toBe(ids.includes(1));
    }
  });

  it("of a few finds for each source what it finds alone, and the wider it is the likelier", () => {
    let before = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const beam of [2, 3, 5, 121]) {
      const found = write({ beam, count: beam });
      expect(found).toEqual(sources.map((source) => write({ beam, count: beam }, [source])[0]));
      for (const outputs of found) expect(new Set(outputs.map(({ text }) => text)).size).toBe(outputs.length);
      if (beam === 121) before.forEach((nats, s) => expect(found[s][0].logProbability).toBeGreaterThanOrEqual(nats));
      before = found.map(([{ logProbability }]) => logProbability);
    }
  });
});

it.each<[string, Partial<TargetSettings>]>([
  ["greedily", {}],
  ["by beam search", { beam: 5, count: 5, penalties: { length: 1, coverage: 0 } }],
])("outputs written %s without their alignment are the same", (_, how) => {
  const aligned = write(how).map((outputs) => outputs.map((output) => ({ ...output, alignment: null })));
  expect(write({ ...how, unaligned: true })).toEqual(aligned);
});

describe("drawn outputs", () => {
  const settings = { temperature: 1 };

  it("come as often as the model says", () => {
    const n = 4000;
    const [outputs] = write({ count: n, drawn: { settings, seed: 3, distinct: false } }, [sources[0]], n);
    const all = everyOutput(sources[0], 0, 0);
    expect(all.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    for (const { ids, stopped, share } of all) {
      const count = outputs.filter((output) => output.stopped === stopped && output.ids.join() === ids.join()).length;
      expect(Math.abs(count / n - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / n) + 1 / n);
    }
  });

  it("differ where they have to, and are the same for the same seed", () => {
    const drawn = { settings, seed: 8, distinct: true };
    const outputs = write({ count: 30, drawn });
    for (const some of outputs) expect(new Set(some.map(({ ids, stopped }) => `${ids}${stopped}`)).size).toBe(30);
    expect(write({ count: 30, drawn })).toEqual(outputs);
    expect(write({ count: 30, drawn: { ...drawn, seed: 9 } })).not.toEqual(outputs);
    const [all] = write({ count: 400, drawn }, [sources[1]]);
    expect(all).toHaveLength(121);
  });
});

describe("a network that never learned to end", () => {
  const settings = { temperature: 1 };
  const endless = (how: Partial<TargetSettings>) => write(how, sources, 400, true);

  it.each<[string, Partial<TargetSettings>]>([
    ["greedily", {}],
    ["by beam search", { beam: 5, count: 5 }],
    ["drawn", { count: 30, drawn: { settings, seed: 3, distinct: false } }],
    ["drawn, all different", { count: 30, drawn: { settings, seed: 3, distinct: true } }],
  ])("writes up to the limit, %s", (_, how) => {
    // The one that learned it does end some of them.
    expect(
      write(how)
        .flat()
        .some(({ stopped }) => stopped),
    ).toBe(true);
    const outputs = endless(how).flat();
    expect(outputs.map(({ ids }) => ids.filter((id) => id >= 3).length)).toEqual(outputs.map(() => LENGTH));
    expect(outputs.every(({ ids, stopped }) => ids.length === LENGTH && !stopped)).toBe(true);
  });

  it("finds the best of all outputs that are cut, with the log-probabilities of the network as it is", () => {
    const found = endless({ beam: 81, count: 81 });
    for (const [s, source] of sources.entries()) {
      const all = everyOutput(source, 0, 0).filter(({ stopped }) => !stopped);
      expect(found[s].map(({ ids }) => ids)).toEqual(all.map(({ ids }) => ids));
      found[s].forEach((output, i) => expect(output.logProbability).toBeCloseTo(all[i].logProbability, 5));
    }
  });
});
