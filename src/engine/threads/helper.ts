import * as word from "./teamWords.ts";

export interface HelperData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Not 0 when the step is to be abandoned. */
  control: Int32Array;
  words: Int32Array;
  /** First word of this helper's slot. */
  slot: number;
}

/** The life of a helper thread: waits for jobs of its engine and runs them in a core of its own, on the same memory. */
export function serve(data: HelperData): void {
  const { module, memory, control, words, slot } = data;
  const at = (index: number) => slot + index;
  try {
    const instance = new WebAssembly.Instance(module, {
      env: {
        memory,
        abort() {
          throw new Error("The core gave up");
        },
      },
      control: {
        stopRequested() {
          // Only this thread writes its beats, and a reader that sees an old one looks again.
          words[slot + word.BEATS]++;
          return Atomics.load(control, 0) === 0 ? 0 : 1;
        },
      },
    });
    const run = instance.exports.run as (program: number, bytes: number, bases: number, stoppable: number) => number;
    Atomics.store(words, at(word.LIFE), word.READY);
    Atomics.notify(words, at(word.LIFE));
    for (let ticket = 0; ; ) {
      const next = nextTicket(words, slot, ticket);
      if (next === word.QUIT) return;
      // Main may have begun the job itself, having waited too long for us.
      if (Atomics.compareExchange(words, at(word.CLAIMED), ticket, next) !== ticket) return;
      ticket = next;
      const outcome = run(
        words[at(word.PROGRAM)],
        words[at(word.PROGRAM_BYTES)],
        words[at(word.BASES)],
        words[at(word.STOPPABLE)],
      );
      Atomics.store(words, at(word.OUTCOME), outcome);
      Atomics.store(words, at(word.DONE), ticket);
      if (Atomics.load(words, at(word.AWAITED)) === 1) Atomics.notify(words, at(word.DONE));
    }
  } finally {
    noteGone(data);
  }
}

/** Main, which may be waiting, need not find out by patience. */
export function noteGone({ words, slot }: HelperData): void {
  Atomics.store(words, slot + word.LIFE, word.GONE);
  Atomics.notify(words, slot + word.DONE);
}

/** Spins briefly, because a step hands over several jobs within a millisecond, then sleeps. */
function nextTicket(words: Int32Array, slot: number, last: number): number {
  const at = slot + word.TICKET;
  for (let i = 0; i < word.SPINS; i++) {
    const ticket = Atomics.load(words, at);
    if (ticket !== last) return ticket;
    word.pause();
  }
  Atomics.store(words, slot + word.ASLEEP, 1);
  while (Atomics.load(words, at) === last) Atomics.wait(words, at, last);
  Atomics.store(words, slot + word.ASLEEP, 0);
  return Atomics.load(words, at);
}
