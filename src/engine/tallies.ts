import { TALLY_NUMBERS } from "../core/opcodes.ts";

/** Figures of one update, of all parameters together or of one. */
export interface UpdateFigures {
  /** ‖g‖₂ before clipping and after. */
  gradientNorm: number;
  clippedNorm: number;
  /** ‖change‖₂ / ‖parameters before‖₂; not finite where all of them were 0. */
  updateRatio: number;
}

/** What cutting components to their bound takes from the squared norm, at least, beyond rounding. */
const CUT = 1 - 1e-6;

/** The sums that optimisers leave of each piece they update, added up: by parameter, and of all. Collecting allocates nothing. */
export class Tallies {
  private readonly sums: Float64Array;
  private readonly total = new Float64Array(TALLY_NUMBERS);
  /** What gradients are multiplied by before they are clipped, and with clipping by norm. */
  private factor = 1;
  private scale = 1;

  /** @param numbers as the core writes them, `TALLY_NUMBERS` a piece. @param owners the parameter of each piece, by index. */
  constructor(
    private readonly numbers: Float64Array,
    private readonly owners: Int32Array,
    parameters: number,
  ) {
    this.sums = new Float64Array(TALLY_NUMBERS * parameters);
  }

  collect(factor: number, scale: number): void {
    const { numbers, owners, sums, total } = this;
    this.factor = factor;
    this.scale = scale;
    sums.fill(0);
    total.fill(0);
    for (let piece = 0; piece < owners.length; piece++) {
      for (let i = 0; i < TALLY_NUMBERS; i++) {
        const number = numbers[piece * TALLY_NUMBERS + i];
        sums[owners[piece] * TALLY_NUMBERS + i] += number;
        total[i] += number;
      }
    }
  }

  /** ‖g‖₂ of all after clipping. */
  get clippedNorm(): number {
    return Math.sqrt(this.total[1]);
  }

  /** Whether clipping by value cut a component. */
  get isCut(): boolean {
    return this.total[1] < this.total[0] * this.scale ** 2 * CUT;
  }

  /** Of all. */
  get updateRatio(): number {
    return Math.sqrt(this.total[2] / this.total[3]);
  }

  /** Of the parameter with that index. */
  of(parameter: number): UpdateFigures {
    const [raw, cut, moved, size] = this.sums.subarray(parameter * TALLY_NUMBERS);
    return {
      gradientNorm: this.factor * Math.sqrt(raw),
      clippedNorm: Math.sqrt(cut),
      updateRatio: Math.sqrt(moved / size),
    };
  }
}
