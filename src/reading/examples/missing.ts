import type { Message } from "../../base/message.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import { says } from "./messages.ts";

/** How pandas, R, databases and Excel write that there is no value. */
const MISSING = new Set(["nan", "NaN", "NAN", "NA", "N/A", "<NA>", "#N/A", "NaT", "None", "null", "NULL"]);

/** Whether a cell holds nothing but a sign that a value is missing. */
export function isMissing(cell: Cell | undefined): boolean {
  return typeof cell === "string" && MISSING.has(cell.trim());
}

/** Counts texts and labels that are such signs. They are read as they stand, since they may be meant. */
export class MissingSigns {
  private readonly found = new Map<string, { times: number; file: number; line: number }>();

  constructor(private readonly what: "text" | "label") {}

  see(cell: Cell | undefined, file: number, line: number): void {
    if (!isMissing(cell)) return;
    const sign = String(cell).trim();
    const seen = this.found.get(sign);
    if (seen) seen.times++;
    else this.found.set(sign, { times: 1, file, line });
  }

  /** A warning for each sign. */
  said(files: readonly CorpusFile[]): Message[] {
    return [...this.found].map(([sign, { times, file, line }]) =>
      says.missingSign({ sign, what: this.what, times, line, name: files[file].name }),
    );
  }
}
