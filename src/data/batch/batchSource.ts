import { UserError } from "../../base/userError.ts";
import { says } from "./messages.ts";

/** What `next` says about the minibatch it wrote. The same object is handed out each time. */
export interface Minibatch {
  /** Time steps T of this one. */
  steps: number;
  /** The arrays that were handed over, time-major [T, B], filled from their start. */
  inputs: Int32Array;
  targets: Int32Array;
  /** 1 for the first. */
  epoch: number;
  /** The first of its epoch. */
  startsEpoch: boolean;
  /** The state goes on from the minibatch before; otherwise it starts at zero. */
  carriesState: boolean;
  /** The last of its epoch. */
  endsEpoch: boolean;
}

/** Minibatches of a running text, without end; each target is the token after its input, or with `inPlace` its own. */
export interface BatchSource {
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly minibatchesPerEpoch: number;
  readonly targetsPerEpoch: number;
  /** Targets of the text that no epoch uses, or that each epoch leaves out. */
  readonly unusedTargets: number;
  /** Writes the next minibatch into arrays of at least sequenceLength · batchSize. Allocates nothing. */
  next(inputs: Int32Array, targets: Int32Array): Minibatch;
  /** The cursor, as text. */
  save(): string;
  /** Puts the cursor back; the same minibatches follow as after `save`, to the bit. */
  restore(saved: string): void;
}

/** How tokens are read: of words, `<bos>` stands where `<eos>` would be, which is only ever predicted. */
export interface Reading {
  readonly end?: number;
  readonly start?: number;
  /** What ends a line: `<eos>`, or of characters a line break. */
  readonly lineEnd?: number;
  /** Each target is the token that is read at its place, which the model does not see, and no state is carried: for cloze. */
  readonly inPlace?: boolean;
}

/** What a cursor says first: of which minibatches it is. It fits only the same text and sizes. */
export interface CursorShape {
  batching: string;
  tokens: number;
  batchSize: number;
  sequenceLength: number;
}

export function parseCursor(
  saved: string,
  shape: CursorShape,
  fields: Record<string, "number" | "string">,
): Record<string, unknown> {
  let cursor: Record<string, unknown>;
  try {
    cursor = JSON.parse(saved) ?? {};
  } catch {
    throw damaged("it is not JSON");
  }
  for (const [key, value] of Object.entries(shape)) {
    if (cursor[key] !== value)
      throw damaged(`its ${key} is ${JSON.stringify(cursor[key])} instead of ${JSON.stringify(value)}`);
  }
  for (const [key, type] of Object.entries(fields)) {
    const value = cursor[key];
    const good = type === "string" ? typeof value === "string" : Number.isSafeInteger(value) && (value as number) >= 0;
    if (!good) throw damaged(`its ${key} is ${JSON.stringify(value)}`);
  }
  return cursor;
}

export function damaged(why: string): UserError {
  return new UserError(says.damagedCursor({ why }));
}

export function blankMinibatch(): Minibatch {
  const nothing = new Int32Array(0);
  return {
    steps: 0,
    inputs: nothing,
    targets: nothing,
    epoch: 1,
    startsEpoch: true,
    carriesState: false,
    endsEpoch: false,
  };
}
