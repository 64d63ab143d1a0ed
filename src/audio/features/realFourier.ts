/**
 * The power spectrum |X_k|², k = 0 … n/2, of n real numbers, n a power of two: a complex transform of n/2 numbers, the even ones real
 * and the odd ones imaginary (radix 2), whose two halves are then told apart.
 */
export class PowerSpectrum {
  private readonly re: Float64Array;
  private readonly im: Float64Array;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  private readonly reversed: Uint32Array;

  constructor(private readonly n: number) {
    const half = Math.max(1, n / 2);
    this.re = new Float64Array(half);
    this.im = new Float64Array(half);
    this.cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / n));
    this.sin = Float64Array.from({ length: half }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
    const bits = Math.log2(half);
    this.reversed = Uint32Array.from({ length: half }, (_, i) => {
      let r = 0;
      for (let b = 0; b < bits; b++) r |= ((i >> b) & 1) << (bits - 1 - b);
      return r;
    });
  }

  /** (n) → (n/2 + 1) */
  of(x: Float64Array, into: Float64Array): void {
    if (this.n === 1) {
      into[0] = x[0] ** 2;
      return;
    }
    const { re, im, reversed } = this;
    const half = re.length;
    for (let i = 0; i < half; i++) {
      re[reversed[i]] = x[2 * i];
      im[reversed[i]] = x[2 * i + 1];
    }
    this.transform();
    into[0] = (re[0] + im[0]) ** 2;
    into[half] = (re[0] - im[0]) ** 2;
    for (let k = 1; k < half; k++) {
      const j = half - k;
      const [evenRe, evenIm] = [(re[k] + re[j]) / 2, (im[k] - im[j]) / 2];
      const [oddRe, oddIm] = [(im[k] + im[j]) / 2, (re[j] - re[k]) / 2];
      const xRe = evenRe + oddRe * this.cos[k] - oddIm * this.sin[k];
      const xIm = evenIm + oddRe * this.sin[k] + oddIm * this.cos[k];
      into[k] = xRe * xRe + xIm * xIm;
    }
  }

  private transform(): void {
    const { re, im, cos, sin } = this;
    const half = re.length;
    for (let size = 2; size <= half; size *= 2) {
      const stride = this.n / size;
      for (let from = 0; from < half; from += size) {
        for (let k = 0, w = 0; k < size / 2; k++, w += stride) {
          const [a, b] = [from + k, from + k + size / 2];
          const tRe = re[b] * cos[w] - im[b] * sin[w];
          const tIm = re[b] * sin[w] + im[b] * cos[w];
          re[b] = re[a] - tRe;
          im[b] = im[a] - tIm;
          re[a] += tRe;
          im[a] += tIm;
        }
      }
    }
  }
}
