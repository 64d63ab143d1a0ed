import { LineSplitter } from "./lineSplitter.ts";
import type { OnRecord } from "./record.ts";

/** One example a line; empty lines are passed over. */
export function textLinesReader(path: string, name: string, onRecord: OnRecord) {
  return new LineSplitter(path, name, (text, line) => {
    if (text === "") return;
    onRecord({ cells: [text], line, place: () => ({ file: path, line, column: 1 }) });
  });
}
