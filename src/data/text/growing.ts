import { UserError } from "../../base/userError.ts";
import { says } from "./messages.ts";

type Numbers = Int32Array | Float64Array | Uint8Array;

/** A list of numbers that grows at its end. */
export class Growing<A extends Numbers> {
  length = 0;
  private held: A;

  constructor(private readonly array: new (length: number) => A) {
    this.held = allocated(array, 1024);
  }

  push(value: number): void {
    if (this.length === this.held.length) this.hold(2 * this.length);
    this.held[this.length++] = value;
  }

  /** Makes room for as many as are expected: lists that double leave half of their memory behind. */
  reserve(length: number): void {
    if (length > this.held.length) this.hold(Math.ceil(length));
  }

  private hold(length: number): void {
    const larger = allocated(this.array, length);
    larger.set(this.view());
    this.held = larger;
  }

  at(index: number): number {
    return this.held[index];
  }

  /** What is there; it stays valid until the next `push`. */
  view(): A {
    return this.held.subarray(0, this.length) as A;
  }
}

function allocated<A>(array: new (length: number) => A, length: number): A {
  try {
    return new array(length);
  } catch {
    throw new UserError(says.noMemoryForList({ length }));
  }
}
