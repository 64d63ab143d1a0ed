import { STATISTICS_BYTES } from "../core/constants.ts";

/** Figures of one update, of all parameters together or of one. */
export interface UpdateFigures {
  /** ‖g‖₂ before clipping and after. */
  gradientNorm: number;
  clippedNorm: number;
  /** ‖change‖₂ / ‖parameters before‖₂; not finite where all of them were 0. */
  updateRatio: number;
}

const NUMBERS = STATISTICS_BYTES / 8;
// Places of the numbers, as the core writes them.
const GRADIENT = 0;
const CLIPPED = 1;
const UPDATE = 2;
const PARAMETERS = 3;
/** What cutting components to their bound takes from the squared norm, at least, beyond rounding. */
const CUT = 1 - 1e-5;

/** The sums that a step leaves of each piece it updates, added up: by parameter, and of all. Collecting allocates nothing. */
export class UpdateStatistics {
  private readonly sums: Float64Array;
  private readonly total = new Float64Array(NUMBERS);
  /** What gradients are multiplied by before they are clipped, and by clipping by norm. An array: numbers in it are not boxed. */
  readonly scales = Float64Array.of(1, 1);
  private byValue = false;

  /** @param numbers as the core writes them, `NUMBERS` a piece. @param owners the parameter of each piece, by index. */
  constructor(
    private readonly numbers: Float64Array,
    private readonly owners: Int32Array,
    parameters: number,
  ) {
    this.sums = new Float64Array(NUMBERS * parameters);
  }

  /** Before the gradients are measured, which adds to what is there. */
  clear(): void {
    this.numbers.fill(0);
  }

  /** ‖g‖² of all, once it is measured. */
  get squaredNorm(): number {
    let sum = 0;
    for (let i = GRADIENT; i < this.numbers.length; i += NUMBERS) sum += this.numbers[i];
    return sum;
  }

  /** Adds up what an update left. */
  collect(byValue: boolean): void {
    const { numbers, owners, sums, total } = this;
    this.byValue = byValue;
    sums.fill(0);
    total.fill(0);
    for (let piece = 0; piece < owners.length; piece++) {
      for (let i = 0; i < NUMBERS; i++) {
        const number = numbers[piece * NUMBERS + i];
        sums[owners[piece] * NUMBERS + i] += number;
        total[i] += number;
      }
    }
  }

  /** ‖g‖₂ of all after clipping by value. */
  get clippedNorm(): number {
    return Math.sqrt(this.total[CLIPPED]);
  }

  /** Whether clipping by value cut a component. */
  get isCut(): boolean {
    return this.total[CLIPPED] < this.total[GRADIENT] * (this.scales[0] * this.scales[1]) ** 2 * CUT;
  }

  /** Of all. */
  get updateRatio(): number {
    return Math.sqrt(this.total[UPDATE] / this.total[PARAMETERS]);
  }

  /** Of the parameter with that index. */
  of(parameter: number): UpdateFigures {
    const own = this.sums.subarray(parameter * NUMBERS);
    const norm = this.scales[0] * Math.sqrt(own[GRADIENT]);
    return {
      gradientNorm: norm,
      clippedNorm: this.byValue ? Math.sqrt(own[CLIPPED]) : this.scales[1] * norm,
      updateRatio: Math.sqrt(own[UPDATE] / own[PARAMETERS]),
    };
  }
}
