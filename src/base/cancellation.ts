/** Somebody cancelled what was being done: it is given up, and nothing that counts has changed. */
export class Cancelled extends Error {
  constructor() {
    super("Cancelled");
    this.name = "Cancelled";
  }
}

/** As the reason of a signal: it ends because its window or its process goes, and nobody wanted that. */
export class Interruption extends Cancelled {}

/** By its name, as `isUserError`: each bundled script has a class of its own. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === "Cancelled";
}

/** Throws every other error again. */
export function unlessCancelled(error: unknown): void {
  if (!isCancelled(error)) throw error;
}

/** @throws Cancelled once the signal says so */
export function throwIfCancelled(signal: AbortSignal): void {
  if (hasBeenCancelled(signal)) throw new Cancelled();
}

/** The signal and its control word say the same; the word says it first where another thread writes it. */
export function hasBeenCancelled(signal: AbortSignal): boolean {
  return signal.aborted || Atomics.load(controlWord(signal), 0) !== 0;
}

/** Whether what was cancelled was not ended by a person. */
export function wasInterrupted(signal: AbortSignal): boolean {
  return Atomics.load(controlWord(signal), 0) === INTERRUPTED;
}

const STOPPED = 1;
const INTERRUPTED = 2;

const words = new WeakMap<AbortSignal, Int32Array>();

/**
 * How a signal reaches code that runs no JavaScript, and other threads: a word of shared memory, which is not 0 once the signal is
 * aborted.
 */
export function controlWord(signal: AbortSignal): Int32Array {
  let word = words.get(signal);
  if (!word) {
    const made = new Int32Array(new SharedArrayBuffer(4));
    const set = () => cancel(made, signal.reason instanceof Interruption ? INTERRUPTED : STOPPED);
    if (signal.aborted) set();
    else signal.addEventListener("abort", set, { once: true });
    words.set(signal, made);
    word = made;
  }
  return word;
}

/** The signal of a control word in shared memory, which another thread sets by its own signal. */
export function signalOf(word: Int32Array): AbortSignal {
  const controller = new AbortController();
  words.set(controller.signal, word);
  const abort = () => controller.abort(Atomics.load(word, 0) === INTERRUPTED ? new Interruption() : undefined);
  const { value } = Atomics.waitAsync(word, 0, 0);
  if (typeof value === "string") abort();
  else void value.then(abort);
  return controller.signal;
}

/** Sets a control word for every thread that has it. */
function cancel(word: Int32Array, value: number): void {
  Atomics.store(word, 0, value);
  Atomics.notify(word, 0);
}
