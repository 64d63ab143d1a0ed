import type { Executable, Weights } from "../engine/index.ts";
import { type Compiled, compile, type Form } from "../networks/index.ts";

/** Symbols that are read together; what is longer is read in pieces of the last. */
const ROOMS = [32, 256, 1024];
const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Reads sequences with a network that predicts each symbol from those before and those after it. */
export class ClozeReader {
  /** By the number of steps; each is made when it is first needed. */
  private readonly made = new Map<number, Compiled>();
  private readonly form: Form;

  constructor(
    private readonly network: Weights,
    form: Form,
    private readonly rooms: readonly Executable[] = [],
  ) {
    this.form = { ...form, lengths: true };
    this.room(1);
  }

  /** Hands out what the network says of each place of `ids`, (V), right until the next call. False when stopped. */
  read(ids: readonly number[], handle: (at: number, logits: Float32Array) => void): boolean {
    const most = ROOMS[ROOMS.length - 1];
    for (let from = 0; from < ids.length; from += most) {
      const piece = ids.slice(from, from + most);
      const { executable, model, shape } = this.room(piece.length);
      const { steps } = shape;
      const inputs = new Int32Array(steps);
      inputs.set(piece);
      executable.clearStates();
      executable.write({ inputs, lengths: Int32Array.of(piece.length) });
      if (!executable.run(NOTHING)) return false;
      const logits = executable.values(model.logits);
      const width = logits.length / steps;
      for (let t = 0; t < piece.length; t++) handle(from + t, logits.subarray(t * width, (t + 1) * width));
    }
    return true;
  }

  /** What the network says of one place of `ids`; undefined when stopped. As much is read on both sides as fits. */
  at(ids: readonly number[], place: number): Float32Array | undefined {
    const most = ROOMS[ROOMS.length - 1];
    const from = Math.max(0, Math.min(place - most / 2, ids.length - most));
    let found: Float32Array | undefined;
    const done = this.read(ids.slice(from, from + most), (at, logits) => {
      if (from + at === place) found = logits;
    });
    return done ? found : undefined;
  }

  private room(length: number): Compiled {
    const steps = ROOMS.find((size) => size >= length)!;
    let room = this.made.get(steps);
    if (!room) {
      room = compile(this.network, this.form, { steps, batch: 1 }, {}, { rooms: this.rooms });
      this.made.set(steps, room);
    }
    return room;
  }
}
