import type { CurveBlock } from "../base/curves/curveBlock.ts";
import type { Message } from "../base/message.ts";
import type { FigureName, Reached } from "../base/metrics.ts";
import type { Place } from "../base/userError.ts";
import type { ComparisonTable } from "./comparisonPanel.ts";
import type { RunEntry } from "./runEntry.ts";
import type { NotesChange } from "./runNotes.ts";
import type { RunState } from "./runs.ts";
import type { PanelSnapshot } from "./trainingPanel.ts";

/** A run that can be read. */
export interface FoundRun {
  path: string;
  id: string;
  name: string;
  task: string;
  /** Absolute. */
  configFile: string;
  state: RunState;
  /** ISO times; `when` is the first, as the person writes dates. */
  created: string;
  updated: string;
  when: string;
  /** Steps that were taken, and those planned. */
  step: number;
  steps: number;
  /** What it goes by in lists. */
  reached: Reached;
  /** In what it differs from the run of its config before it, briefly; "" where that is nothing, or there is none. */
  differs: string;
  /** Whether it is a trial of a sweep. */
  isTrial: boolean;
}

/** A sweep that has not come to its end: its folder, and how many of its trials have ended. */
export interface OpenSweep {
  path: string;
  done: number;
  trials: number;
  /** When it began, as the person writes dates. */
  when: string;
}

/** A folder among the runs that cannot be read as one, and why. */
export interface UnreadableRun {
  path: string;
  id: string;
  problem: Message;
}

/** What has changed in a list of runs since a version of it; where that version is not known, all there is. */
export interface RunNews {
  version: number;
  whole: boolean;
  changed: RunEntry[];
  /** Paths of those that are no longer there. */
  gone: string[];
  unreadable: UnreadableRun[];
}

/** A run that was deleted and can be brought back: where it lies, and where it lay. */
export interface TrashedRun {
  path: string;
  from: string;
}

/** The same, and when it was deleted, as the person writes dates. */
export type DatedTrash = TrashedRun & { when: string };

export interface FoundRuns {
  /** Newest first. */
  runs: FoundRun[];
  unreadable: UnreadableRun[];
}

/** Where a run comes from: when it began, also as the person writes dates, and in what it differs from its config's run before it. */
export interface RunOrigin {
  /** What a person calls it, where they have given it a name. */
  called?: string;
  created: string;
  began: string;
  changes: string[];
}

/** The best run of a config beside another one: what it reached in validation, and when it began, as the person writes dates. */
export interface Rival {
  figure: FigureName;
  value: number;
  began: string;
}

/** Lines and columns count from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

/** A config for files of a person's own. */
export interface OwnExperiment {
  /** Where it may be written: absolute, and free. */
  file: string;
  /** The config, with comments that say what was guessed. */
  text: string;
  task: string;
  /** What the files look like, and what the network will learn of them: sentences. */
  said: string;
}

/** Rows of a run's log as blocks, where in the log to go on from, and whether there is more to read at once. */
export interface StoredCurves {
  blocks: CurveBlock[];
  at: number;
  more: boolean;
}

/**
 * What the extension host leaves to a thread of its own, since everybody's extensions wait while the host computes: parsing
 * configs and reading runs. Calls fail with UserErrors as they would on the spot.
 */
export interface Background {
  /** A config that cannot be trained has errors. `sweeps`: whether it has a sweep. */
  checkConfig(
    text: string,
  ): Promise<{ name: string | null; sweeps: boolean; errors: (TextPlace & { message: string })[] }>;
  /** Sweeps of a config that can be resumed, newest first. */
  openSweeps(configFile: string, language: string): Promise<OpenSweep[]>;
  /** The text of a config with a sweep to begin with; undefined where none fits. */
  withProposedSweep(text: string): Promise<string | undefined>;
  /** Where a key of a config is written. */
  keyRange(text: string, key: string): Promise<{ start: TextPlace; end: TextPlace } | undefined>;
  /** Runs in a folder and below it. */
  listRuns(folder: string, language: string): Promise<FoundRuns>;
  /**
   * The runs in folders and below them, and those of `others` that are runs, as a list of many shows them: what is new since version
   * `since` of this list. Runs that were deleted more than 30 days ago are removed for good.
   */
  listEntries(folders: readonly string[], others: readonly string[], since: number, language: string): Promise<RunNews>;
  /** Changes what a person has noted of a run. */
  changeNotes(folder: string, change: NotesChange): Promise<void>;
  /** Deletes a run, and brings one back to where it lay. */
  deleteRun(folder: string): Promise<TrashedRun>;
  restoreRun(trashed: string): Promise<string>;
  /** What can be brought back, of the folders in which runs lie. */
  deletedRuns(folders: readonly string[], language: string): Promise<DatedTrash[]>;
  /** A config that trains what a run was trained with, as the text of a file. */
  briefConfig(folder: string): Promise<string>;
  /** Those of these folders that are runs. */
  runsAt(folders: readonly string[], language: string): Promise<FoundRun[]>;
  /** The config that a run was trained with, as the text of a file. */
  storedConfig(folder: string): Promise<string>;
  /** All that a panel shows of a run but its curves, the absolute path of its config, and where it comes from. */
  readRun(
    folder: string,
    statesFolder: string | undefined,
    language: string,
  ): Promise<{ snapshot: PanelSnapshot; configFile: string; origin: RunOrigin }>;
  /** The curves of a run from a place in its log on, 0 for all of them; at most 2 MB at a time. */
  readCurves(folder: string, at: number): Promise<StoredCurves>;
  originOf(folder: string, language: string): Promise<RunOrigin>;
  /** The best of the other runs of its config, by the figure that chooses its own best; undefined where there is none. */
  rivalOf(folder: string, language: string): Promise<Rival | undefined>;
  /** Runs side by side; those that cannot be read are among its problems. */
  compareRuns(folders: readonly string[], language: string): Promise<ComparisonTable>;
  /** The run of the same config before a run. */
  runBefore(folder: string): Promise<string | undefined>;
  hasCheckpoint(folder: string): Promise<boolean>;
  /** Differs when a run has changed, also by the death of the process that trained it. */
  stampOfRun(folder: string): Promise<string>;
  /** Frees a run whose training thread died in this process. */
  releaseRun(folder: string): Promise<void>;
  /** The files of the template of this name, configs first; `shipped` is the folder of what ships. */
  experimentFiles(template: string, shipped: string): Promise<{ name: string; content: Uint8Array }[]>;
  /** A config for data of the person's own, all files of one kind, to be written into `folder`. */
  ownExperiment(files: readonly string[], folder: string): Promise<OwnExperiment>;
}

/** An error on its way between threads, which would lose what makes it a UserError. */
export interface SentError {
  message: string;
  stack?: string;
  user?: { said: Message; place: Place };
}
