/** Triangular filters of a power spectrum, those of Slaney's Auditory Toolbox: each has the area 1 in Hz. */
export class MelFilters {
  private readonly first: Int32Array;
  private readonly weights: Float64Array[];

  /** `bands` filters from 0 Hz to rate/2 over n/2 + 1 frequencies, as `librosa.filters.mel(htk=False, norm="slaney")`. */
  constructor(rate: number, n: number, bands: number) {
    const top = melOf(rate / 2);
    const edges = Float64Array.from({ length: bands + 2 }, (_, i) => hertzOf((top * i) / (bands + 1)));
    this.first = new Int32Array(bands);
    this.weights = Array.from({ length: bands }, (_, band) => {
      const [low, middle, high] = edges.subarray(band, band + 3);
      const weights: number[] = [];
      for (let k = 0; k <= n / 2; k++) {
        const f = (k * rate) / n;
        const weight = Math.max(0, Math.min((f - low) / (middle - low), (high - f) / (high - middle)));
        if (weight === 0 && weights.length === 0) continue;
        if (weight === 0) break;
        if (weights.length === 0) this.first[band] = k;
        weights.push((2 * weight) / (high - low));
      }
      return Float64Array.from(weights);
    });
  }

  /** Bands so narrow that no frequency of the spectrum lies in them. */
  get empty(): number {
    return this.weights.filter((weights) => weights.length === 0).length;
  }

  /** (n/2 + 1) → (bands) */
  apply(power: Float64Array, into: Float64Array): void {
    for (const [band, weights] of this.weights.entries()) {
      let sum = 0;
      for (let i = 0, k = this.first[band]; i < weights.length; i++, k++) sum += weights[i] * power[k];
      into[band] = sum;
    }
  }
}

/** Linear up to 1 kHz, logarithmic above. */
const LINEAR = 200 / 3;
const BREAK = 1000 / LINEAR;
const LOG_STEP = Math.log(6.4) / 27;

function melOf(hertz: number): number {
  return hertz < 1000 ? hertz / LINEAR : BREAK + Math.log(hertz / 1000) / LOG_STEP;
}

function hertzOf(mel: number): number {
  return mel < BREAK ? mel * LINEAR : 1000 * Math.exp(LOG_STEP * (mel - BREAK));
}
