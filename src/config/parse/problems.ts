import type { Message } from "../../base/message.ts";
import { says } from "../messages/index.ts";

/** 1-based; columns count UTF-16 units, as editors do. */
export interface Position {
  line: number;
  column: number;
}

/** Where something stands. */
export interface Placed {
  start: Position;
  end: Position;
  /** The `key=value` that it stands in, and not in the file: `start` and `end` say where the file would have it. */
  setting?: string;
}

export interface Problem extends Placed {
  severity: "error" | "warning";
  /** Stable, for scripts and quick fixes. */
  code: string;
  message: string;
  /** Dotted path of the key it is about, "" for the file. */
  key: string;
  /** What may stand in the place of what is wrong, the likeliest first. */
  suggestions?: readonly string[];
  /** Keys that it is about beside its own: of a section, those in it. */
  keys?: readonly string[];
  /** The sentence with its data; `message` is its English text. */
  said: Message;
  /** It stands in the file, and comes of these settings over it, each `key=value`. */
  settings?: readonly string[];
}

/** A stretch of the text, in UTF-16 units. */
export interface Span {
  offset: number;
  length: number;
}

const MOST_PROBLEMS = 100;

/** Collects problems by offset; a hostile file cannot make it collect without end. */
export class ProblemList {
  private readonly found: { problem: Omit<Problem, keyof Placed>; span: Span }[] = [];
  private left = 0;
  /** Where the text is not JSON: what stands there cannot be wrong in other ways. */
  private readonly broken = new Set<number>();

  constructor(private readonly text: string) {}

  private add(severity: Problem["severity"], key: string, span: Span, said: Message): void {
    const { code, text: message } = said;
    const same = ({ problem, span: { offset } }: (typeof this.found)[number]) =>
      offset === span.offset && problem.message === message;
    if (this.found.slice(-3).some(same)) return;
    if (code === "json-syntax") this.broken.add(span.offset);
    else if (this.broken.has(span.offset)) return;
    if (this.found.length < MOST_PROBLEMS) this.found.push({ problem: problemOf(severity, key, said), span });
    else this.left++;
  }

  error(key: string, span: Span, said: Message): void {
    this.add("error", key, span, said);
  }

  warning(key: string, span: Span, said: Message): void {
    this.add("warning", key, span, said);
  }

  /** What is added now is only counted. */
  get isFull(): boolean {
    return this.found.length === MOST_PROBLEMS;
  }

  get hasError(): boolean {
    return this.left > 0 || this.found.some(({ problem }) => problem.severity === "error");
  }

  /** In the order of the text. */
  finish(place = placesIn(this.text)): Problem[] {
    const sorted = this.found.toSorted((a, b) => a.span.offset - b.span.offset);
    const problems: Problem[] = sorted.map(({ problem, span }) => ({ ...problem, ...place(span) }));
    if (this.left > 0) {
      const end = problems[problems.length - 1].end;
      problems.push({ ...problemOf("error", "", says.tooMany({ left: this.left })), start: end, end });
    }
    return problems;
  }
}

function problemOf(severity: Problem["severity"], key: string, said: Message): Omit<Problem, keyof Placed> {
  const { code, text: message, suggestions, keys } = said;
  return {
    severity,
    code,
    message,
    key,
    ...(suggestions && suggestions.length > 0 && { suggestions }),
    ...(keys && { keys }),
    said,
  };
}

/** Where spans of a text stand. */
export function placesIn(text: string): (span: Span) => Placed {
  const lines = lineStarts(text);
  return ({ offset, length }) => ({ start: positionAt(lines, offset), end: positionAt(lines, offset + length) });
}

/** Offsets where lines start; "\n", "\r\n" and "\r" end a line, as in VS Code. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}
