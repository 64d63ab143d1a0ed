import type { Arguments, Kernel, Operand } from "./kernel.ts";
import type { Tensor } from "./tensor.ts";

/** Arguments where a tensor of the graph stands for its place. */
type Emitted<A> = { readonly [K in keyof A]: Operand extends A[K] ? A[K] | Tensor : A[K] };

/** Writes the instructions of one program; made by lower.ts. */
export interface Emitter {
  /** Appends an instruction. */
  run<P extends Kernel["parameters"]>(kernel: Kernel<P>, args: Emitted<Arguments<P>>): void;
  /** Where a tensor lies. */
  place(tensor: Tensor): Operand;
  /**
   * The weight packed as the right operand of a product: B (K,N) from rows of `tensor`, or from Wᵀ of W (N,K) where
   * `transposed`; with `row` as the product of one row reads it. What depends on parameters alone is packed once a step, or where that would take much memory, by each shard into
   * the room that it has.
   */
  pack(tensor: Tensor, rows: number, columns: number, transposed: boolean, row?: boolean): Operand;
  /** Asks for working memory for single instructions. */
  scratch(floats: number): void;
  /** Working memory for the instructions of the operation that is lowered; where nothing else needs it meanwhile, that of gradients. */
  room(floats: number): Operand;
  /** Whose instructions these are. */
  readonly shard: { readonly index: number; readonly count: number };
  /** So many of something that a shard has for each of its rows: how many the largest shard has. */
  most(count: number): number;
  /** Whether a gradient is one that all shards add up: who overwrites its part begins at once, who adds to it lets them meet first. */
  isJoint(tensor: Tensor): boolean;
  /** Of a gradient that has only the rows of the minibatch: where it says which these are, see core/products/sparseGradient.ts. */
  slots(tensor: Tensor): Operand | undefined;
  /** Nobody goes on before all shards are here. Each has as many meetings as the others. */
  meet(): void;
}
