import * as Type from "typebox";
import type { Message } from "../../base/message.ts";
import { doc } from "../keys/fields.ts";

/** What a config has to know of a recurrent cell; how it computes stands in `model`, in the file of its name. */
export interface CellFacts<Settings = object> {
  /** What messages call one: "an lstm". */
  called: string;
  /** What people choose it for, and its equation. */
  about: string;
  /** Keys of other cells that it knows too. */
  knows?: readonly string[];
  /** Its own keys: why they mean nothing to other cells. */
  why: { readonly [key: string]: string };
  /** What stands for a key that is null. */
  usual: Partial<Settings>;
  /** It writes a candidate g or n into its memory, which recurrent dropout acts on. */
  hasCandidate?: boolean;
  /** It has a cell state c beside h. */
  hasCellState?: boolean;
  /** It has no bias vectors to leave out. */
  hasNoBias?: boolean;
  /** PyTorch has it. */
  isPyTorchs?: boolean;
  /** Real-time recurrent learning is written for it. */
  learnsForward?: boolean;
  /** Steps after which its clock begins anew, where it has one. */
  cycle?(settings: Partial<Settings>): number;
  /** Keys that say how many numbers its states have, beside `units`. */
  sizes?: readonly string[];
  /** Numbers that it puts out at each step; its units where absent. */
  width?(settings: Partial<Settings> & { units: number }): number;
  /**
   * What its keys mean together. `report` is told the key, relative to the settings, and what is wrong where that stands; settings that are wrong
   * by themselves are undefined and passed over.
   */
  check?(settings: Partial<Settings>, report: ReportProblem): void;
}

export type ReportProblem = (key: string, say: (place: string) => Message) => void;

/** The settings that a cell of some keys looks at: its own, and those that every cell has. */
export type SettingsOf<Keys extends Type.TProperties> = Type.Static<Type.TObject<Keys>> & {
  units: number;
  bias: boolean;
};

/** A key that may be left to the cell: `null`. */
export function optional<T extends Type.TSchema>(schema: T, title: string, markdown: string) {
  return Type.Optional(Type.Union([schema, Type.Null()], { ...doc(title, markdown), default: null }));
}

export function flag(title: string, markdown: string) {
  return Type.Optional(Type.Boolean({ ...doc(title, markdown), default: false }));
}
