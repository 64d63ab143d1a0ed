import { Random } from "../base/random.ts";
import type { Beam } from "./beams.ts";
import type { Drawer, DrawSettings } from "./draw.ts";
import { logProbability, rankedOf } from "./logits.ts";
import type { SymbolReader } from "./symbolReader.ts";

/** What one row has drawn. */
export interface Drawn extends Beam {
  /** How often `<unk>` came up and was drawn again. */
  redrawn: number;
}

export interface RowSettings extends DrawSettings {
  length: number;
  /** The symbol that ends a row before its length, and is its last. */
  end: number | undefined;
  /** Whether what each symbol looked at is left out. */
  unaligned?: boolean;
  /** One a row; a row without one takes the likeliest symbol each time, as all do at a temperature of 0. */
  randoms: readonly (Random | null)[];
}

/** Draws a continuation of what each of the first rows of `reader` has read. Hands over after each step that was read. */
export function* drawRows(reader: SymbolReader, drawer: Drawer, settings: RowSettings): Generator<void, Drawn[]> {
  const { length, end, randoms, unaligned = false } = settings;
  const rows = randoms.map((random) => ({
    random,
    ids: [] as number[],
    attention: [] as Float32Array[],
    ...{ logProbability: 0, redrawn: 0, ended: false },
  }));
  const next = (i: number, random: Random | null) => {
    if (settings.temperature === 0 || !random) {
      const ranked = rankedOf(reader, i, drawer.ranks(1));
      const { logit, ...likeliest } = drawer.likeliest(ranked);
      return { ...likeliest, nats: logit - ranked.logSum };
    }
    const logits = reader.logits(i);
    const drawn = drawer.draw(logits, settings, random);
    return { ...drawn, nats: logProbability(logits, drawn.id) };
  };
  for (let t = 0; t < length; t++) {
    rows.forEach((row, i) => {
      if (row.ended) return;
      const { id, nats, again } = next(i, row.random);
      const seen = unaligned ? undefined : reader.attention?.(i);
      row.ids.push(id);
      if (seen) row.attention.push(seen.slice());
      row.logProbability += nats;
      if (again) row.redrawn++;
      row.ended = id === end;
    });
    if (t + 1 === length || rows.every(({ ended }) => ended)) break;
    reader.read(
      rows.map(({ ids }) => drawer.read(ids[ids.length - 1])),
      rows.map(({ ended }) => (ended ? 0 : 1)),
    );
    yield;
  }
  return rows.map(({ random: _, ...drawn }) => drawn);
}

/** The random numbers of sample number `index`. */
export function samplingRandom(seed: number, index: number): Random {
  return Random.seeded(seed, index === 0 ? "sampling" : `sampling ${index}`);
}

/** Goes through all steps at once, and returns what comes of them. */
export function toTheEnd<R>(steps: Iterator<void, R>): R {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
