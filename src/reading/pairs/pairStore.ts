import { Growing } from "../../data/text/growing.ts";
import { OddTexts } from "../examples/oddTexts.ts";
import { Unreadable } from "../examples/unreadable.ts";
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
  readonly oddTexts = new OddTexts();
  readonly unreadable = new Unreadable();

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

  at(pair: number): At {
    return { file: this.files.view()[pair], line: this.lines.view()[pair] };
  }
}
