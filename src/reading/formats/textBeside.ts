import type { FormatReader, OnRecord, Reading } from "./record.ts";

/** The columns of a sound with a text in the file beside it. */
export const BESIDE = ["file", "text"] as const;

/** How the text beside a sound is read. */
export function besideReading(sound: string): Reading {
  return {
    ...{ format: "wav", ending: ".txt", delimiter: "", quote: null, header: false, columns: [...BESIDE], sound },
    ...{ skip: 0, keepEmpty: false, preview: [[sound, "text"]], notes: [], warnings: [] },
  };
}

/** The whole file is the text of one example; its lines are joined. */
export function textBesideReader(sound: string, path: string, onRecord: OnRecord): FormatReader {
  let text = "";
  return {
    push: (more) => {
      text += more;
    },
    end: () => {
      const place = (column: number) => (column === 0 ? { file: sound } : { file: path, line: 1, column: 1 });
      onRecord({ cells: [sound, joinedLines(text)], line: 1, place });
    },
  };
}

/** The lines of a text as one. */
export function joinedLines(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
