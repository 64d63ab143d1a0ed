import type { Random } from "../base/random.ts";
import { type Drawer, type DrawSettings, logSumExp } from "./draw.ts";
import type { SymbolReader } from "./symbolReader.ts";

/** A continuation that is being written, or is whole. */
export interface Beam {
  ids: readonly number[];
  /** Nats, by the network as it is: no temperature, nothing left out. */
  logProbability: number;
  ended: boolean;
}

interface Candidate extends Beam {
  /** The row that it goes on from. */
  row: number;
  /** By this the best are kept. */
  score: number;
  /** Log-probability by the settings for drawing. */
  phi: number;
}

export interface BeamSettings {
  /** How many continuations are kept at each step; as many rows as the stepper has. */
  width: number;
  length: number;
  /** The symbol that ends a continuation before its length, and is its last. */
  end: number | undefined;
  /** With it continuations are drawn without replacement, otherwise the likeliest are looked for. */
  drawn?: { settings: DrawSettings; random: Random };
}

/**
 * At most `width` continuations of what every row of `stepper` has read.
 *
 * Without `drawn`: beam search by log-probability, without a bonus for length. One that ends is kept and takes its place out of the
 * beam, so a width of 1 is greedy; those that ended come first, then those that the limit cut, each the likeliest first. With a width
 * of at least the number of continuations this is exhaustive search.
 *
 * With `drawn`: stochastic beam search (Kool, van Hoof and Welling, 2019), which perturbs log-probabilities by Gumbel noise of which a
 * continuation's is never above its beginning's; the best are then drawn without replacement, in their order. One that has ended
 * stays in the beam there and can be displaced, which is what makes the draws exact.
 */
export function searchBeams(stepper: SymbolReader, drawer: Drawer, settings: BeamSettings): Beam[] {
  const { width, length, end } = settings;
  const finished: Candidate[] = [];
  let beams: Candidate[] = [{ ids: [], logProbability: 0, ended: false, row: 0, score: 0, phi: 0 }];
  for (let t = 0; t < length; t++) {
    const best = new Best(width - finished.length);
    for (const beam of beams) {
      if (beam.ended) best.offer(beam.score, beam);
      else offerChildren(stepper.logits(beam.row), beam, drawer, settings, best);
    }
    beams = best.take().map((made) => ("id" in made ? grown(made, end) : made));
    if (!settings.drawn) {
      finished.push(...beams.filter(({ ended }) => ended));
      beams = beams.filter(({ ended }) => !ended);
    }
    if (beams.every(({ ended }) => ended) || t + 1 === length) break;
    const going = beams.filter(({ ended }) => !ended);
    stepper.follow(going.map(({ row }) => row));
    going.forEach((beam, row) => {
      beam.row = row;
    });
    stepper.read(going.map(({ ids }) => drawer.read(ids[ids.length - 1])));
  }
  return [...finished.sort((a, b) => b.score - a.score), ...beams];
}

interface Child {
  parent: Candidate;
  id: number;
  score: number;
  phi: number;
  logProbability: number;
}

function grown({ parent, id, score, phi, logProbability }: Child, end: number | undefined): Candidate {
  return { ids: [...parent.ids, id], logProbability, ended: id === end, row: parent.row, score, phi };
}

function offerChildren(
  logits: Float32Array,
  parent: Candidate,
  drawer: Drawer,
  { drawn }: BeamSettings,
  best: Best,
): void {
  const total = logSumExp(logits);
  if (!drawn) {
    for (let id = 0; id < logits.length; id++) {
      if (!drawer.isDrawn(id)) continue;
      const score = parent.logProbability + logits[id] - total;
      if (best.wants(score)) best.offer(score, { parent, id, score, phi: score, logProbability: score });
    }
    return;
  }
  const phi = new Float64Array(logits.length);
  drawer.distribution(logits, drawn.settings, phi);
  const noisy = new Float64Array(logits.length);
  let most = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < phi.length; id++) {
    noisy[id] = phi[id] === Number.NEGATIVE_INFINITY ? phi[id] : parent.phi + phi[id] + gumbel(drawn.random);
    most = Math.max(most, noisy[id]);
  }
  for (let id = 0; id < phi.length; id++) {
    if (noisy[id] === Number.NEGATIVE_INFINITY) continue;
    const score = atMost(parent.score, noisy[id], most);
    if (!best.wants(score)) continue;
    const logProbability = parent.logProbability + logits[id] - total;
    best.offer(score, { parent, id, score, phi: parent.phi + phi[id], logProbability });
  }
}

function gumbel(random: Random): number {
  return -Math.log(-Math.log(random.nextFloat() || Number.MIN_VALUE));
}

/** Gumbel noise given that the largest of its family is `bound` instead of `most` (appendix B.3 of Kool et al.). */
function atMost(bound: number, noisy: number, most: number): number {
  const v = bound - noisy + Math.log(-Math.expm1(noisy - most));
  return bound - Math.max(0, v) - Math.log1p(Math.exp(-Math.abs(v)));
}

/** The largest few by score, in falling order; of equal ones those that came first. */
class Best {
  private readonly kept: (Child | Candidate)[] = [];

  constructor(private readonly most: number) {}

  wants(score: number): boolean {
    return this.kept.length < this.most || score > this.kept[this.kept.length - 1].score;
  }

  offer(score: number, item: Child | Candidate): void {
    if (!this.wants(score)) return;
    if (this.kept.length === this.most) this.kept.pop();
    let at = this.kept.length;
    while (at > 0 && this.kept[at - 1].score < score) at--;
    this.kept.splice(at, 0, item);
  }

  take(): (Child | Candidate)[] {
    return this.kept;
  }
}
