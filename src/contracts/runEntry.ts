import type { Reached } from "../base/metrics.ts";
import type { RunColour } from "../base/runColours.ts";
import type { RunNotes } from "./runNotes.ts";
import type { RunState } from "./runs.ts";

/** A setting in which a run differs from others: its own value as plain text, and where it is held against one run, that one's. */
export interface Difference {
  key: string;
  value: string;
  before?: string;
}

/** In what a run differs from the run of its config before it; in a group, from the other runs of the group. */
export interface Differences {
  keys: Difference[];
  /** Names of data files whose content is another. */
  files: string[];
}

/** The runs that were trained together: one config with several seeds, or the trials of a sweep, of which each may have several seeds. */
export interface EntryGroup {
  kind: "seeds" | "sweep";
  id: string;
  /** Which seed or trial it is of how many, from 1. */
  index: number;
  of: number;
}

/** A run in a list of many: what a person sees of it there. */
export interface RunEntry extends Reached {
  path: string;
  id: string;
  /** Of its config. */
  configName: string;
  task: string;
  /** Absolute. */
  configFile: string;
  state: RunState;
  paused?: boolean;
  /** ISO time; `when` is the same as the person writes it, briefly. */
  created: string;
  when: string;
  step: number;
  steps: number;
  seconds: number;
  /** Whether its model counts, and takes no steps. */
  counted: boolean;
  group: EntryGroup | null;
  /** Null of the first of its config. */
  differs: Differences | null;
  colour: RunColour;
  notes: RunNotes;
}
