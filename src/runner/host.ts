import type { Config } from "../config/index.ts";
import type * as contracts from "../contracts/runEvents.ts";
import type { GoneFolder, SaveTo } from "../contracts/trainingThread.ts";

/** Events of trainings that begin here: their config is one. */
export type RunEvent = contracts.RunEvent<Config>;
export type StartEvent = contracts.StartEvent<Config>;

/** Hears what happens, may stop the training, and is asked what the runner cannot know. */
export interface TrainHost {
  /** Stops the training, which saves itself. */
  signal: AbortSignal;
  emit(event: RunEvent): void;
  /** Who has nobody to ask leaves it out: the run is then written again where it was. */
  folderGone?(gone: GoneFolder): Promise<SaveTo>;
}
