import { type FilterBank, filterBank } from "./filterBank.ts";

type Take = (samples: Float64Array) => void;

/**
 * Changes the rate of a sound that comes in blocks of any size. n samples become ⌈n·to/from⌉; output m stands at the time of input
 * m·from/to, without delay, and before and after the sound there is silence. Frequencies up to 0.9 of the lower Nyquist frequency pass.
 */
export class Resampler {
  private readonly up: number;
  private readonly down: number;
  private readonly bank: FilterBank;
  /** Inputs that outputs still need; `pending[0]` is input `first`. */
  private pending = new Float64Array(0);
  private first: number;
  private read = 0;
  private written = 0;

  constructor(
    from: number,
    to: number,
    private readonly take: Take,
  ) {
    const divisor = gcd(from, to);
    this.up = to / divisor;
    this.down = from / divisor;
    this.bank = filterBank(this.up, this.down);
    this.first = 1 - this.bank.half;
    this.pending = new Float64Array(this.bank.half - 1);
  }

  push(samples: Float64Array): void {
    this.read += samples.length;
    this.append(samples);
    const last = this.first + this.pending.length - 1;
    // Output m needs inputs up to ⌊m·down/up⌋ + half.
    this.write(Math.ceil(((last - this.bank.half + 1) * this.up) / this.down));
  }

  end(): void {
    this.append(new Float64Array(this.bank.half + 1));
    this.write(Math.ceil((this.read * this.up) / this.down));
  }

  private append(samples: Float64Array): void {
    const all = new Float64Array(this.pending.length + samples.length);
    all.set(this.pending);
    all.set(samples, this.pending.length);
    this.pending = all;
  }

  /** Writes the outputs before the given one. */
  private write(end: number): void {
    const { up, down, first, pending } = this;
    const { half, phases, taps } = this.bank;
    if (end <= this.written) return;
    const out = new Float64Array(end - this.written);
    const count = 2 * half;
    for (let i = 0; i < out.length; i++) {
      const at = (this.written + i) * down;
      const whole = Math.floor(at / up);
      const rest = at - whole * up;
      const phase = phases === up ? rest : (rest * phases) / up;
      const p = Math.floor(phase);
      const start = whole - half + 1 - first;
      const near = dot(taps, p * count, pending, start, count);
      const share = phase - p;
      out[i] = share === 0 ? near : near + share * (dot(taps, (p + 1) * count, pending, start, count) - near);
    }
    this.written = end;
    const keep = Math.max(0, Math.floor((end * down) / up) - half + 1 - first);
    this.pending = pending.slice(keep);
    this.first += keep;
    this.take(out);
  }
}

function dot(a: Float64Array, fromA: number, b: Float64Array, fromB: number, n: number): number {
  let [even, odd] = [0, 0];
  // The number of taps is even.
  for (let i = 0; i < n; i += 2) {
    even += a[fromA + i] * b[fromB + i];
    odd += a[fromA + i + 1] * b[fromB + i + 1];
  }
  return even + odd;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
