import { UserError } from "../../base/userError.ts";
import { grouped } from "../../base/words.ts";
import { LONGEST_RECORD, type OnBad } from "./record.ts";

/** Text in pieces as lines without their line breaks; a text that ends in a line break has no empty line after it. */
export class LineSplitter {
  private rest = "";
  private line = 1;

  constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly onLine: (text: string, line: number) => void,
    /** Hears what is wrong with a line, and the next is read; without it, reading ends there. */
    private readonly onBad?: OnBad,
  ) {}

  push(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.take(line);
    if (this.rest.length > LONGEST_RECORD) this.refuse();
  }

  end(): void {
    if (this.rest !== "") this.take(this.rest);
  }

  private take(text: string): void {
    try {
      this.onLine(text, this.line++);
    } catch (error) {
      if (!this.onBad || !(error instanceof UserError)) throw error;
      this.onBad(error);
    }
  }

  private refuse(): never {
    const message = `Line ${grouped(this.line)} of ${this.name} is longer than ${grouped(LONGEST_RECORD)} characters.`;
    const at = { file: this.path, line: this.line, column: 1 };
    throw new UserError("line-too-long", message, "Break it into shorter ones.", at);
  }
}
