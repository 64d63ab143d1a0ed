import type { UserError } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { Growing } from "../../data/text/growing.ts";
import { Markup } from "../examples/markup.ts";
import { MissingSigns } from "../examples/missing.ts";
import type { SideStore } from "./sideStore.ts";

/** Where a pair stands: its file's index, and its line from 1. */
export interface At {
  file: number;
  line: number;
}

/** All pairs of all files, those to be left out too. Sources and targets may come one after the other, each in its order. */
export class PairStore {
  readonly parts = new Growing(Uint8Array);
  readonly files = new Growing(Int32Array);
  readonly lines = new Growing(Int32Array);
  readonly missing = new MissingSigns("text");
  readonly markup = new Markup();
  /** Rows that were passed over, and what is wrong with the first of them. */
  readonly unreadable: { rows: number; first?: UserError } = { rows: 0 };

  constructor(
    readonly source: SideStore,
    readonly target: SideStore,
  ) {}

  get count(): number {
    return this.lines.length;
  }

  /** A pair follows. */
  begin(part: number, file: number, line: number): void {
    this.parts.push(part);
    this.files.push(file);
    this.lines.push(line);
  }

  /** What stands on a side of the pair that has begun last, or of one in this line. */
  see(cell: Cell, file: number, line: number): void {
    this.missing.see(cell, file, line);
    this.markup.see(cell, file, line);
  }

  /** A row could not be read. */
  passOver(error: UserError): void {
    this.unreadable.rows++;
    this.unreadable.first ??= error;
  }

  at(pair: number): At {
    return { file: this.files.view()[pair], line: this.lines.view()[pair] };
  }
}
