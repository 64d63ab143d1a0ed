import type { Advice, Message } from "./message.ts";

/** Where in a person's file something is wrong: 1-based, columns in UTF-16 units. */
export interface Place {
  file?: string;
  line?: number;
  column?: number;
  /** The key of the config that it is about, where `file` is one: `keyRange` finds its line and column. */
  key?: string;
  /** The `key=value` over the config that it is about: then it stands there, and not in the file. */
  setting?: string;
  /** The settings over the config that it comes of, where it stands in the file. */
  settings?: readonly string[];
}

/**
 * An error that a person can act on: `message` says what is wrong and what was expected, `hint` offers the next step.
 * `code` is stable, for scripts and tests. Anything thrown that is not a UserError is a bug of ours. What is acted on is data
 * (`code`, `place`, `suggestions`, `advice`, and `said` with its `args`); nothing reads a sentence.
 */
export class UserError extends Error {
  readonly code: string;
  readonly hint?: string;
  readonly place: Place;
  readonly suggestions?: readonly string[];
  readonly advice?: Advice;
  /** All that is said, from the table of its room. */
  readonly said: Message;

  /** Of a sentence from the table of a room (`base/message.ts`). */
  constructor(said: Message, place: Place = {}) {
    super(said.text);
    this.name = "UserError";
    this.code = said.code;
    this.hint = said.hint;
    this.place = place;
    this.suggestions = said.suggestions;
    this.advice = said.advice;
    this.said = said;
  }
}

/** By its name: each bundled script has a class of its own, and errors travel between them. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === "UserError";
}
