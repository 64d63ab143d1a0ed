import type { Message } from "../../base/message.ts";
import type { Cell } from "../../data/encode/cells.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import { Markup } from "./markup.ts";
import { MissingSigns } from "./missing.ts";
import { UnicodeForms } from "./unicodeForms.ts";

/** Watches texts for what their writer may not have meant: they are read as they stand, and it is said. */
export class OddTexts {
  private readonly watched = [new MissingSigns("text"), new Markup(), new UnicodeForms()];

  see(cell: Cell | undefined, file: number, line: number): void {
    for (const each of this.watched) each.see(cell, file, line);
  }

  said(files: readonly CorpusFile[]): Message[] {
    return this.watched.flatMap((each) => each.said(files));
  }
}
