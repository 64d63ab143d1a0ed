/** Samples per second. */
export const RATE = 8000;
/** How many samples what changes slowly holds for: the pitch, the formants, how loud it is. */
const BLOCK = 40;

/** What a stretch of speech sounds like: resonances of the mouth, and what makes them sound. */
export interface Articulation {
  /** Hz, from low to high. */
  formants: readonly [number, number, number];
  /** How loud the vocal folds are, and how loud breath is. */
  voice: number;
  breath: number;
}

/** A stretch of speech: how it begins and ends, and how long it takes in seconds. What lies between is a straight line. */
export interface Stretch {
  from: Articulation;
  to: Articulation;
  seconds: number;
}

export interface Speaker {
  /** Hz, at the beginning of a word; it falls by a fifth. */
  pitch: number;
  /** By what all formants are multiplied: a short throat has high ones. */
  formants: number;
}

/** How wide the resonances are, Hz. */
const WIDTHS = [70, 100, 160];
const FALL = 0.2;

/**
 * Speaks a word: a train of pulses, the vocal folds, and noise, the breath, go through three resonators one after the other (Klatt 1980,
 * without what makes it pleasant). `random` is from 0 to 1. Returns (samples).
 */
export function speak(stretches: readonly Stretch[], speaker: Speaker, random: () => number): Float64Array {
  const lengths = stretches.map(({ seconds }) => Math.round(seconds * RATE));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const samples = new Float64Array(total);
  const resonators = WIDTHS.map((width) => new Resonator(width));
  let [phase, at] = [0, 0];
  for (const [i, { from, to }] of stretches.entries()) {
    for (let t = 0; t < lengths[i]; t++, at++) {
      const share = t / lengths[i];
      const between = (a: number, b: number) => a + share * (b - a);
      if (at % BLOCK === 0 || t === 0) {
        resonators.forEach((resonator, k) => {
          resonator.tune(Math.min(0.48 * RATE, speaker.formants * between(from.formants[k], to.formants[k])));
        });
      }
      phase += (speaker.pitch * (1 - (FALL * at) / total)) / RATE;
      const isPulse = phase >= 1;
      if (isPulse) phase -= 1;
      const source =
        (isPulse ? 6 : 0) * between(from.voice, to.voice) + (2 * random() - 1) * between(from.breath, to.breath);
      samples[at] = resonators.reduce((x, resonator) => resonator.next(x), source);
    }
  }
  return samples;
}

/** y_t = a x_t + b y_{t−1} + c y_{t−2}: one resonance, as loud at 0 Hz as what comes in. */
class Resonator {
  private readonly c: number;
  private readonly root: number;
  private a = 0;
  private b = 0;
  private before = 0;
  private last = 0;

  constructor(width: number) {
    this.root = Math.exp((-Math.PI * width) / RATE);
    this.c = -(this.root ** 2);
  }

  tune(frequency: number): void {
    this.b = 2 * this.root * Math.cos((2 * Math.PI * frequency) / RATE);
    this.a = 1 - this.b - this.c;
  }

  next(x: number): number {
    const y = this.a * x + this.b * this.last + this.c * this.before;
    [this.before, this.last] = [this.last, y];
    return y;
  }
}
