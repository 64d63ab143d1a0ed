/** Zero crossings of the sinc on either side. */
const CROSSINGS = 64;
/** Of the Kaiser window: about 100 dB below the signal where nothing should pass. */
const BETA = 10.06;
/** Where half of a frequency passes, as a share of the lower of both Nyquist frequencies: nothing is left at that frequency itself. */
const CUTOFF = 0.95;
/** More phases than that are interpolated between, which is exact to 1e-6. */
export const MOST_PHASES = 1024;

/** The taps of a windowed sinc at all fractions of a sample that outputs stand at. */
export interface FilterBank {
  /** Samples before and after an output that it is made of. */
  half: number;
  phases: number;
  /** (phases + 1, 2·half): the weight of input ⌊τ⌋ − half + 1 + j for an output at τ = ⌊τ⌋ + phase/phases. */
  taps: Float64Array;
}

/**
 * h(t) = c·sinc(c·t)·kaiser(t/w) of times t in input samples, for rates in lowest terms up/down: c is the cut-off as a share of the
 * input's Nyquist frequency. The taps of each phase add up to 1, so that a constant stays what it is.
 */
export function filterBank(up: number, down: number): FilterBank {
  const narrowing = Math.min(1, up / down);
  const width = CROSSINGS / narrowing;
  const half = Math.ceil(width);
  const c = CUTOFF * narrowing;
  const phases = Math.min(up, MOST_PHASES);
  const count = 2 * half;
  const taps = new Float64Array((phases + 1) * count);
  for (let p = 0; p <= phases; p++) {
    const row = taps.subarray(p * count, (p + 1) * count);
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const t = p / phases + half - 1 - j;
      row[j] = sinc(c * t) * kaiser(t / width);
      sum += row[j];
    }
    for (let j = 0; j < count; j++) row[j] /= sum;
  }
  return { half, phases, taps };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(BETA * Math.sqrt(1 - x * x)) / besselI0(BETA);
}

/** The modified Bessel function of order 0, by its power series. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
