import type { Random } from "../base/random.ts";
import type { Drawer, DrawSettings } from "./draw.ts";
import { logSumExp, rankedOf } from "./logits.ts";
import { type Penalties, penalizedScore } from "./penalties.ts";
import type { SymbolReader } from "./symbolReader.ts";

/** A continuation that is being written, or is whole. */
export interface Beam {
  /** Symbols, what ended it among them. */
  ids: readonly number[];
  /** Nats, by the network as it is: no temperature, nothing left out. */
  logProbability: number;
  ended: boolean;
  /** What the reader looked at for each symbol; empty where it looks at nothing. */
  attention: readonly Float32Array[];
}

/** A continuation that was found, with what it is ranked by. */
export interface RankedBeam extends Beam {
  score: number;
}

interface Candidate extends Beam {
  /** The row that it goes on from. */
  row: number;
  /** By this the best are kept. */
  priority: number;
  /** Log-probability by the settings for drawing. */
  phi: number;
}

export interface BeamSettings {
  /** Whether what each symbol looked at is left out. */
  unaligned?: boolean;
  /** How many continuations are kept at each step; the reader has as many rows for each search. */
  width: number;
  length: number;
  /** The symbol that ends a continuation before its length, and is its last. */
  end: number | undefined;
  /** With it continuations are drawn without replacement, otherwise the likeliest are looked for. */
  drawn?: { settings: DrawSettings; randoms: readonly Random[] };
  /** What finished ones are ranked by beside their log-probability. */
  penalties?: Penalties;
}

/**
 * For each of `searches` at most `width` continuations of what its rows of `reader` have read: search s has the rows from s · width.
 * Hands over after each step that was read.
 *
 * Without `drawn`: beam search by log-probability. One that ends is kept and takes its place out of the beam, so a width of 1 is
 * greedy; those that ended come first, then those that the limit cut, each by score. With a width of at least the number of
 * continuations this is exhaustive search.
 *
 * With `drawn`: stochastic beam search (Kool, van Hoof and Welling, 2019), which perturbs log-probabilities by Gumbel noise of which a
 * continuation's is never above its beginning's; the best are then drawn without replacement, in their order. One that has ended
 * stays in the beam there and can be displaced, which is what makes the draws exact.
 */
export function* searchBeams(
  reader: SymbolReader,
  drawer: Drawer,
  settings: BeamSettings,
  searches = 1,
): Generator<void, RankedBeam[][]> {
  const { width, length } = settings;
  const all = Array.from({ length: searches }, (_, s) => new Search(drawer, settings, s));
  const parents = Array.from({ length: searches * width }, (_, row) => row);
  const tokens = new Int32Array(searches * width);
  const asked = new Int32Array(searches * width);
  for (let t = 0; t < length; t++) {
    for (const search of all) search.grow(reader);
    if (t + 1 === length || all.every(({ isDone }) => isDone)) break;
    for (const search of all) search.place(parents, tokens, asked);
    reader.follow(parents);
    reader.read(tokens, asked);
    yield;
  }
  return all.map((search) => search.found());
}

/** The search for continuations of one beginning. */
class Search {
  private beams: Candidate[];
  private readonly finished: Candidate[] = [];
  private readonly first: number;

  constructor(
    private readonly drawer: Drawer,
    private readonly settings: BeamSettings,
    private readonly index: number,
  ) {
    this.first = index * settings.width;
    const start = { ids: [], logProbability: 0, ended: false, attention: [] };
    this.beams = [{ ...start, row: this.first, priority: 0, phi: 0 }];
  }

  get isDone(): boolean {
    return this.beams.every(({ ended }) => ended);
  }

  /** One symbol more of each continuation that goes on, the best of them. */
  grow(reader: SymbolReader): void {
    if (this.isDone) return;
    const { width, end, drawn, unaligned = false } = this.settings;
    const best = new Best(width - this.finished.length);
    for (const beam of this.beams) {
      if (beam.ended) best.offer(beam.priority, beam);
      else this.offerChildren(reader, beam, best);
    }
    /** Children of one parent have seen the same. */
    const seen = new Map<number, Float32Array | undefined>();
    const lookedAt = ({ row }: Candidate) => {
      if (!seen.has(row)) seen.set(row, unaligned ? undefined : reader.attention?.(row)?.slice());
      return seen.get(row);
    };
    this.beams = best.take().map((made) => ("id" in made ? grown(made, end, lookedAt(made.parent)) : made));
    if (drawn) return;
    this.finished.push(...this.beams.filter(({ ended }) => ended));
    this.beams = this.beams.filter(({ ended }) => !ended);
  }

  /** Continuations that go on take the first rows of the search; what the others read nobody asks for. */
  place(parents: number[], tokens: Int32Array, asked: Int32Array): void {
    const { first } = this;
    let row = first;
    for (const beam of this.beams) {
      if (beam.ended) continue;
      parents[row] = beam.row;
      asked[row] = 1;
      tokens[row] = this.drawer.read(beam.ids[beam.ids.length - 1]);
      beam.row = row++;
    }
    for (; row < first + this.settings.width; row++) {
      parents[row] = row;
      asked[row] = 0;
      tokens[row] = tokens[first];
    }
  }

  found(): RankedBeam[] {
    const { drawn, penalties } = this.settings;
    const ranked = (beams: readonly Candidate[]) => {
      const scored = beams.map(({ ids, logProbability, ended, attention }): RankedBeam => {
        const beam = { ids, logProbability, ended, attention };
        return { ...beam, score: penalties ? penalizedScore(beam, penalties) : logProbability };
      });
      return drawn ? scored : scored.sort((a, b) => b.score - a.score);
    };
    return [...ranked(this.finished), ...ranked(this.beams)];
  }

  private offerChildren(reader: SymbolReader, parent: Candidate, best: Best): void {
    const { drawer } = this;
    const { drawn, width } = this.settings;
    if (!drawn) {
      const ranked = rankedOf(reader, parent.row, drawer.ranks(width));
      for (let i = 0; i < ranked.ids.length; i++) {
        const id = ranked.ids[i];
        const priority = parent.logProbability + (ranked.logits[i] - ranked.logSum);
        // What follows is no better, and what is not a number is not kept.
        if (!(priority > best.least)) return;
        if (drawer.isDrawn(id)) best.offer(priority, { parent, id, priority, phi: priority, logProbability: priority });
      }
      return;
    }
    const logits = reader.logits(parent.row);
    const total = logSumExp(logits);
    const random = drawn.randoms[this.index];
    const phi = new Float64Array(logits.length);
    drawer.distribution(logits, drawn.settings, phi);
    const noisy = new Float64Array(logits.length);
    let most = Number.NEGATIVE_INFINITY;
    for (let id = 0; id < phi.length; id++) {
      noisy[id] = phi[id] === Number.NEGATIVE_INFINITY ? phi[id] : parent.phi + phi[id] + gumbel(random);
      most = Math.max(most, noisy[id]);
    }
    for (let id = 0; id < phi.length; id++) {
      if (noisy[id] === Number.NEGATIVE_INFINITY) continue;
      const priority = atMost(parent.priority, noisy[id], most);
      if (!best.wants(priority)) continue;
      const logProbability = parent.logProbability + logits[id] - total;
      best.offer(priority, { parent, id, priority, phi: parent.phi + phi[id], logProbability });
    }
  }
}

interface Child {
  parent: Candidate;
  id: number;
  priority: number;
  phi: number;
  logProbability: number;
}

function grown(
  { parent, id, priority, phi, logProbability }: Child,
  end: number | undefined,
  seen: Float32Array | undefined,
): Candidate {
  const attention = seen ? [...parent.attention, seen] : parent.attention;
  return { ids: [...parent.ids, id], logProbability, ended: id === end, attention, row: parent.row, priority, phi };
}

function gumbel(random: Random): number {
  return -Math.log(-Math.log(random.nextFloat() || Number.MIN_VALUE));
}

/** Gumbel noise given that the largest of its family is `bound` instead of `most` (appendix B.3 of Kool et al.). */
function atMost(bound: number, noisy: number, most: number): number {
  const v = bound - noisy + Math.log(-Math.expm1(noisy - most));
  return bound - Math.max(0, v) - Math.log1p(Math.exp(-Math.abs(v)));
}

/** The largest few by priority, in falling order; of equal ones those that came first. */
class Best {
  private readonly kept: (Child | Candidate)[] = [];

  constructor(private readonly most: number) {}

  /** What is not above this is not kept. */
  get least(): number {
    return this.kept.length < this.most ? Number.NEGATIVE_INFINITY : this.kept[this.kept.length - 1].priority;
  }

  wants(priority: number): boolean {
    return this.kept.length < this.most || priority > this.kept[this.kept.length - 1].priority;
  }

  offer(priority: number, item: Child | Candidate): void {
    if (!this.wants(priority)) return;
    if (this.kept.length === this.most) this.kept.pop();
    let at = this.kept.length;
    while (at > 0 && this.kept[at - 1].priority < priority) at--;
    this.kept.splice(at, 0, item);
  }

  take(): (Child | Candidate)[] {
    return this.kept;
  }
}
