import { UserError } from "../../base/userError.ts";
import { says } from "./messages.ts";
import { LONGEST_RECORD, type OnBad, type OnRecord } from "./record.ts";

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
    const at = { file: this.path, line: this.line, column: 1 };
    throw new UserError(says.lineTooLong({ line: this.line, name: this.name, most: LONGEST_RECORD }), at);
  }
}

/**
 * Empty lines of one column of numbers: between two rows one is a value that is missing, and at the end of a file it is nothing. The
 * first of them is passed on when a row follows, and says the place of what is wrong.
 */
export class EmptyLines {
  private first: number | undefined;

  constructor(
    private readonly path: string,
    private readonly onRecord: OnRecord,
  ) {}

  empty(line: number): void {
    this.first ??= line;
  }

  /** A row follows. */
  passOn(): void {
    const line = this.first;
    if (line === undefined) return;
    this.first = undefined;
    this.onRecord({ cells: [""], line, place: () => ({ file: this.path, line, column: 1 }) });
  }
}

/** One example a line; empty lines are passed over, unless they are kept between others. */
export function textLinesReader(path: string, name: string, onRecord: OnRecord, keepEmpty: boolean) {
  const emptyLines = new EmptyLines(path, onRecord);
  let rows = 0;
  return new LineSplitter(path, name, (text, line) => {
    if (text === "" || (keepEmpty && text.trim() === "")) {
      if (keepEmpty && rows > 0) emptyLines.empty(line);
      return;
    }
    rows++;
    emptyLines.passOn();
    onRecord({ cells: [text], line, place: () => ({ file: path, line, column: 1 }) });
  });
}

/**
 * Whether lines stand in blocks that blank lines divide, of which one at least has several: sentences of tokens. A blank line below
 * every line is what some programs write for a line break.
 */
export function isInBlocks(lines: readonly string[], isBlank: (line: string) => boolean): boolean {
  let [blocks, size, largest] = [0, 0, 0];
  for (const line of lines) {
    if (isBlank(line)) size = 0;
    else {
      if (size === 0) blocks++;
      largest = Math.max(largest, ++size);
    }
  }
  return blocks > 1 && largest > 1;
}
