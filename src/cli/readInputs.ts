import { UserError } from "../base/userError.ts";
import { count, grouped } from "../base/words.ts";
import { errorEvent } from "../runner/failure.ts";
import { type InputFile, refuseNothing } from "./inputFile.ts";
import type { Output } from "./output.ts";
import { wordedError } from "./text/adviceText.ts";

/** The inputs of a file that a command goes through, of which some may be unreadable. */
export class ReadInputs {
  /** So far, with those that could not be read. */
  count = 0;
  unread = 0;

  constructor(
    private readonly input: InputFile,
    /** What one of them is called: "pair". */
    private readonly noun: string,
    private readonly output: Output,
  ) {}

  /** How many could be read. */
  get read(): number {
    return this.count - this.unread;
  }

  /** Those that could be read; the rest is reported. @throws UserError where there is nothing at all */
  async *readable<R>(results: AsyncIterable<R | UserError>): AsyncGenerator<R> {
    const { output } = this;
    for await (const result of results) {
      this.count++;
      if (!(result instanceof UserError)) {
        yield result;
        continue;
      }
      this.unread++;
      output.event(wordedError(errorEvent(result)));
      output.error(result);
    }
    refuseNothing(this.input, this.count, this.noun);
  }

  /** Says at the end how many could not be read; returns the exit status. */
  conclude(): number {
    const { unread, noun } = this;
    if (unread === 0) return 0;
    this.output.warn(`${grouped(unread)} of ${count(this.count, noun)} could not be read.`);
    return 2;
  }
}
