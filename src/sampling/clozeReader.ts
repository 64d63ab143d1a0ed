import { type Compiled, compile, type NetworkUse } from "../networks/index.ts";

/** Symbols that are read together; what is longer is read in pieces of the last. */
const SIZES = [32, 256, 1024];
const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Reads sequences with a network that predicts each symbol from those before and those after it. */
export class ClozeReader {
  /** By the number of steps; each is made when it is first needed. */
  private readonly made = new Map<number, Compiled>();
  private readonly use: NetworkUse;

  constructor({ form, ...use }: NetworkUse) {
    this.use = { ...use, form: { ...form, lengths: true } };
    this.programFor(1);
  }

  /** Hands out what the network says of each place of `ids`, (V), right until the next call. */
  read(ids: readonly number[], handle: (at: number, logits: Float32Array) => void): void {
    const most = SIZES[SIZES.length - 1];
    for (let from = 0; from < ids.length; from += most) {
      const piece = ids.slice(from, from + most);
      const { executable, model, shape } = this.programFor(piece.length);
      const { steps } = shape;
      const inputs = new Int32Array(steps);
      inputs.set(piece);
      executable.clearStates();
      executable.write({ inputs, lengths: Int32Array.of(piece.length) });
      executable.run(NOTHING);
      const logits = executable.values(model.logits!);
      const width = logits.length / steps;
      for (let t = 0; t < piece.length; t++) handle(from + t, logits.subarray(t * width, (t + 1) * width));
    }
  }

  /** What the network says of one place of `ids`. As much is read on both sides as fits. */
  at(ids: readonly number[], place: number): Float32Array {
    const most = SIZES[SIZES.length - 1];
    const from = Math.max(0, Math.min(place - most / 2, ids.length - most));
    let found: Float32Array | undefined;
    this.read(ids.slice(from, from + most), (at, logits) => {
      if (from + at === place) found = logits;
    });
    return found!;
  }

  private programFor(length: number): Compiled {
    const steps = SIZES.find((size) => size >= length)!;
    let program = this.made.get(steps);
    if (!program) {
      program = compile(this.use, { steps, batch: 1 }, {});
      this.made.set(steps, program);
    }
    return program;
  }
}
