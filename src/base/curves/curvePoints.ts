const FEW = 256;

/** Points that draw a curve, in arrays that are kept from one drawing to the next: none is an object. */
export class CurvePoints {
  private places = new Float64Array(FEW);
  private heights = new Float64Array(FEW);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** After `length` of them there is space; another array when it has grown. */
  get x(): Float64Array {
    return this.places;
  }

  /** As `x`; NaN is a gap. */
  get y(): Float64Array {
    return this.heights;
  }

  clear(): void {
    this.count = 0;
  }

  push(x: number, y: number): void {
    if (this.count === this.places.length) [this.places, this.heights] = [doubled(this.places), doubled(this.heights)];
    this.places[this.count] = x;
    this.heights[this.count++] = y;
  }
}

function doubled(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}
