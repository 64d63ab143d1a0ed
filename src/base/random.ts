import { messageTable } from "./message.ts";
import { UserError } from "./userError.ts";

const says = messageTable("base", {
  damagedState: () => ({
    code: "damaged-random-state",
    text: "A saved state of random numbers must be 32 hexadecimal digits, not all zero.",
  }),
});

/**
 * xoshiro128** 1.1 (Blackman and Vigna, 2018): 128 bits of state, all 32 output bits good, period 2^128 − 1.
 * The state is four words that can be saved and restored, so a run continues with the same numbers. A purpose ("minibatches",
 * "sampling" …) makes streams of the same seed independent: drawing more from one never moves another.
 */
export class Random {
  private constructor(
    private a: number,
    private b: number,
    private c: number,
    private d: number,
  ) {}

  /** `seed` counts modulo 2^32. */
  static seeded(seed: number, purpose = ""): Random {
    let state = (seed >>> 0) ^ fnv1a(purpose);
    const word = () => {
      state = (state + 0x9e3779b9) | 0;
      return mix(state);
    };
    const [a, b, c] = [word(), word(), word()];
    // The all-zero state is the only one that xoshiro never leaves.
    return new Random(a, b, c, word() || 1);
  }

  nextUint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return result;
  }

  /** Uniform in 0 … n−1 without bias, for an integer n from 1 to 2^32: values past the last multiple of n are drawn again. */
  nextInt(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 2 ** 32)) throw new RangeError(`nextInt needs 1 … 2^32, not ${n}`);
    const limit = 2 ** 32 - (2 ** 32 % n);
    let value = this.nextUint32();
    while (value >= limit) value = this.nextUint32();
    return value % n;
  }

  /** Uniform in [0, 1) on the grid of 2^−53. */
  nextFloat(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  /** Standard normal, by Box and Muller; the second number of the pair is not kept, so that the state stays four words. */
  nextGaussian(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.nextFloat()));
    return radius * Math.cos(2 * Math.PI * this.nextFloat());
  }

  save(): string {
    return [this.a, this.b, this.c, this.d].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  static restore(saved: string): Random {
    if (!/^[0-9a-f]{32}$/.test(saved) || /^0+$/.test(saved)) {
      throw new UserError(says.damagedState());
    }
    const word = (i: number) => Number.parseInt(saved.slice(8 * i, 8 * i + 8), 16) | 0;
    return new Random(word(0), word(1), word(2), word(3));
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The finaliser of MurmurHash3: every input bit moves every output bit. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return text === "" ? 0 : mix(hash);
}
