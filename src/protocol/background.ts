import type { Place } from "../base/userError.ts";
import type { OwnExperiment } from "../data/guess/ownExperiment.ts";
import type { RunState, RunSummary } from "../runs/index.ts";
import type { PanelSnapshot } from "./trainingPanel.ts";

/** A run that can be read; `when` it was made, as the person writes dates. */
export type FoundRun = Extract<RunSummary, { problem: null }> & { when: string };

/** Lines and columns count from 1. */
export interface TextPlace {
  line: number;
  column: number;
}

/** A script as V8 takes it without compiling it again. */
export interface CompiledScript {
  source: string;
  cachedData: Uint8Array;
}

/**
 * What the extension host leaves to a thread of its own, since everybody's extensions wait while the host computes: parsing
 * configs, reading runs, compiling what is large. Calls fail with UserErrors as they would on the spot.
 */
export interface Background {
  /** A config that cannot be trained has errors. */
  checkConfig(text: string): Promise<{ name: string | null; errors: (TextPlace & { message: string })[] }>;
  /** Where a key of a config is written. */
  keyRange(text: string, key: string): Promise<{ start: TextPlace; end: TextPlace } | undefined>;
  /** Runs in a folder and below it, and what is wrong with those that cannot be read. */
  listRuns(folder: string, language: string): Promise<{ runs: FoundRun[]; problems: string[] }>;
  /** All that a panel shows of a run, and the absolute path of its config. */
  readRun(folder: string, statesFolder: string | undefined): Promise<{ snapshot: PanelSnapshot; configFile: string }>;
  hasCheckpoint(folder: string): Promise<boolean>;
  /** Differs when a run has changed, also by the death of the process that trained it. */
  stampOfRun(folder: string): Promise<string>;
  /** Frees a run whose training thread died in this process. With a state, a run that says `stopped` then says that. */
  releaseRun(folder: string, state?: RunState): Promise<void>;
  /** The files of the template of this name, configs first; `shipped` is the folder of what ships. */
  experimentFiles(template: string, shipped: string): Promise<{ name: string; content: Uint8Array }[]>;
  /** A config for data of the person's own, all files of one kind, to be written beside the first. */
  ownExperiment(files: readonly string[]): Promise<OwnExperiment>;
  /** Compiles scripts of the host, the later of which build on the earlier, with the functions that loading them runs. */
  compile(files: readonly string[]): Promise<CompiledScript[]>;
}

/** An error on its way between threads, which would lose what makes it a UserError. */
export interface SentError {
  message: string;
  stack?: string;
  user?: { code: string; hint?: string; place: Place };
}
