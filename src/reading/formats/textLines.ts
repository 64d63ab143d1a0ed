import { EmptyLines } from "./emptyLines.ts";
import { LineSplitter } from "./lineSplitter.ts";
import type { OnRecord } from "./record.ts";

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
