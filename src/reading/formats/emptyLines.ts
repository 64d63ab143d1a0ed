import type { OnRecord } from "./record.ts";

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
