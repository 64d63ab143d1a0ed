import { UserError } from "../../../base/userError.ts";
import { says } from "../messages.ts";

/** Slots at first; at least half of them stay free. */
const FEWEST = 2 ** 10;
/** Numbers before the code points of a stretch: its value, and how many they are. */
const HEAD = 2;

/** Numbers of a stretch in a list of them: where it begins and ends in a text, its hash, and one that is for others. */
export const IN_A_CUT = 4;

/**
 * Numbers by stretches of code points, as a map of strings would hold them; but to look one up makes no string, which would take longer
 * than the rest. Who asks brings the hash along.
 */
export class CodePointMap {
  /** How many stretches it holds. */
  size = 0;
  /** How many numbers they take. */
  numbers = 0;
  /** Two numbers a slot: a hash, and 1 + where the stretch lies that has it; 0 where the slot is free. */
  private slots = new Int32Array(2 * FEWEST);
  /** Stretches one after the other: what a look-up reads of one lies in one place. */
  private stretches = new Int32Array(8 * FEWEST);

  /** The value of text[from, to), which has this hash; −1 where there is none. */
  get(text: Int32Array, from: number, to: number, hash: number): number {
    const place = this.find(text, from, to, hash);
    return place < 0 ? -1 : this.valueAt(place);
  }

  /** The values of the first `count` stretches of a text in a list, −1 where there is none; how many have none. */
  getAll(text: Int32Array, cuts: Int32Array, count: number, values: Int32Array): number {
    return getAll(this.slots, this.stretches, text, cuts, count, values);
  }

  /** Where text[from, to) lies, which has this hash; −1 where it does not. */
  find(text: Int32Array, from: number, to: number, hash: number): number {
    const { slots, stretches } = this;
    const last = slots.length - 2;
    for (let slot = firstSlot(hash, last); ; slot = (slot + 2) & last) {
      const place = slots[slot + 1] - 1;
      if (place < 0 || (slots[slot] === hash && holds(stretches, place, text, from, to))) return place;
    }
  }

  /** Takes in text[from, to), which it does not hold yet; values are 0 or more. Where it lies from now on. */
  add(text: Int32Array, from: number, to: number, hash: number, value: number): number {
    const place = this.numbers;
    const end = place + HEAD + to - from;
    if (4 * (this.size + 1) > this.slots.length) this.spread();
    if (end > this.stretches.length) {
      const larger = allocated(Math.max(end, 2 * this.stretches.length));
      larger.set(this.stretches);
      this.stretches = larger;
    }
    this.stretches[place] = value;
    this.stretches[place + 1] = to - from;
    for (let i = from; i < to; i++) this.stretches[place + HEAD + i - from] = text[i];
    put(this.slots, hash, place + 1);
    this.numbers = end;
    this.size++;
    return place;
  }

  /** The value of the stretch that lies there. */
  valueAt(place: number): number {
    return this.stretches[place];
  }

  /** How many code points the stretch has that lies there. */
  lengthAt(place: number): number {
    return this.stretches[place + 1];
  }

  /** One of its code points. */
  codePointAt(place: number, index: number): number {
    return this.stretches[place + HEAD + index];
  }

  /** The stretch that lies there; right until the next `add`. */
  at(place: number): Int32Array {
    return this.stretches.subarray(place + HEAD, place + HEAD + this.lengthAt(place));
  }

  /** Forgets all. */
  clear(): void {
    this.size = 0;
    this.numbers = 0;
    this.slots.fill(0);
  }

  private spread(): void {
    const before = this.slots;
    this.slots = allocated(2 * before.length);
    for (let slot = 0; slot < before.length; slot += 2) {
      if (before[slot + 1] > 0) put(this.slots, before[slot], before[slot + 1]);
    }
  }
}

/** The hash of nothing, and of one code point more: FNV-1a, of code points instead of bytes. */
export const BASIS = 0x811c9dc5 | 0;
export function mixed(hash: number, codePoint: number): number {
  return Math.imul(hash ^ codePoint, 0x01000193);
}

export function hashOf(text: Int32Array, from: number, to: number): number {
  let hash = BASIS;
  for (let i = from; i < to; i++) hash = mixed(hash, text[i]);
  return hash;
}

/** One look-up after the other in a loop that calls nothing: the processor begins the next while it waits for memory. */
function getAll(
  slots: Int32Array,
  stretches: Int32Array,
  text: Int32Array,
  cuts: Int32Array,
  count: number,
  values: Int32Array,
): number {
  const last = slots.length - 2;
  let missing = 0;
  for (let i = 0; i < count; i++) {
    const [from, to, hash] = [cuts[IN_A_CUT * i], cuts[IN_A_CUT * i + 1], cuts[IN_A_CUT * i + 2]];
    let slot = firstSlot(hash, last);
    let place = slots[slot + 1] - 1;
    while (place >= 0 && !(slots[slot] === hash && holds(stretches, place, text, from, to))) {
      slot = (slot + 2) & last;
      place = slots[slot + 1] - 1;
    }
    if (place < 0) missing++;
    values[i] = place < 0 ? -1 : stretches[place];
  }
  return missing;
}

/** `last` is where the last slot begins: one less than a power of two, but even. */
function firstSlot(hash: number, last: number): number {
  return ((hash ^ (hash >>> 15)) << 1) & last;
}

function put(slots: Int32Array, hash: number, place: number): void {
  const last = slots.length - 2;
  let slot = firstSlot(hash, last);
  while (slots[slot + 1] > 0) slot = (slot + 2) & last;
  slots[slot] = hash;
  slots[slot + 1] = place;
}

function holds(stretches: Int32Array, place: number, text: Int32Array, from: number, to: number): boolean {
  if (stretches[place + 1] !== to - from) return false;
  const shift = place + HEAD - from;
  // How often this loop turns does not depend on what is slow to come from memory.
  let difference = 0;
  for (let i = from; i < to; i++) difference |= stretches[i + shift] ^ text[i];
  return difference === 0;
}

function allocated(length: number): Int32Array<ArrayBuffer> {
  try {
    return new Int32Array(length);
  } catch {
    throw new UserError(says.noMemoryForList({ length }));
  }
}
