import type * as Type from "typebox";
import { arraysFor, type Feed, type MinibatchShape } from "../../base/minibatch.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { matches, misfit, shape } from "../../contracts/shapes.ts";
import { says } from "./messages.ts";

/** What a running text feeds: a token at each step, and what is to be predicted there. */
const FEEDS: readonly Feed[] = ["inputs", "targets"].map((name) => ({ name, type: "i32", per: "step", width: 1 }));

/** A minibatch of a running text, time-major (T,B), filled from its start. */
export type TextArrays = Readonly<Record<"inputs" | "targets", Int32Array>>;

export function textArrays(shape: MinibatchShape, rows: number): TextArrays {
  return arraysFor(FEEDS, shape, rows) as TextArrays;
}

/** What `next` says about the minibatch it wrote. The same object is handed out each time. */
export interface Minibatch {
  /** One of the source's `shapes`. */
  shape: MinibatchShape;
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
  /** The largest that minibatches have, and where the last of an epoch is shorter, that. */
  readonly shapes: readonly MinibatchShape[];
  readonly minibatchesPerEpoch: number;
  readonly targetsPerEpoch: number;
  /** Targets of the text that no epoch uses, or that each epoch leaves out. */
  readonly unusedTargets: number;
  /** Writes the next minibatch into arrays for the largest. Allocates nothing. */
  next(arrays: TextArrays): Minibatch;
  /** The cursor, as text. */
  save(): string;
  /** Puts the cursor back; the same minibatches follow as after `save`, to the bit. */
  restore(saved: string): void;
}

/** What a config says of the minibatches of a running text. */
export interface Batching extends Pick<Config["training"], "batchSize" | "batching" | "seed"> {
  sequenceLength: number;
}

/** How tokens are read: of words, `<bos>` stands where `<eos>` would be, which is only ever predicted. */
export interface TokenReading {
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
  /** Of pairs. */
  targetLength?: number;
}

/** What a cursor says of its place: the epoch and what comes next, from 0, and what else its minibatches need. */
export const count = shape<number>((value) => Number.isSafeInteger(value) && (value as number) >= 0);

/** The cursor in a text of `save`, held against the schema of its fields: a checkpoint may come from anywhere. */
export function parseCursor<S extends Type.TObject>(saved: string, shape: CursorShape, fields: S): Type.Static<S> {
  let cursor: Record<string, unknown>;
  try {
    cursor = Object(JSON.parse(saved));
  } catch {
    throw damaged("it is not JSON");
  }
  for (const [key, value] of Object.entries(shape)) {
    if (cursor[key] !== value)
      throw damaged(`its ${key} is ${JSON.stringify(cursor[key])} instead of ${JSON.stringify(value)}`);
  }
  if (matches(fields, cursor)) return cursor;
  const key = misfit(fields, cursor) ?? "";
  throw damaged(`its ${key} is ${JSON.stringify(cursor[key])}`);
}

export function damaged(why: string): UserError {
  return new UserError(says.damagedCursor({ why }));
}

export function blankMinibatch(shape: MinibatchShape): Minibatch {
  return { shape, epoch: 1, startsEpoch: true, carriesState: false, endsEpoch: false };
}
