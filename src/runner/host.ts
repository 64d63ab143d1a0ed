import { wasInterrupted } from "../base/cancellation.ts";
import type { Config } from "../config/index.ts";
import type * as contracts from "../contracts/runEvents.ts";
import type { RunState } from "../contracts/runs.ts";
import type { TrainingHost } from "../contracts/trainingThread.ts";

/** Events of trainings that begin here, and who hears them: their config is one. */
export type RunEvent = contracts.RunEvent<Config>;
export type StartEvent = contracts.StartEvent<Config>;
export type TrainHost = TrainingHost<Config>;

/** How a run stands that its host ended before its time: a person stopped it, or the window went. */
export function stateOfStopped({ signal }: TrainHost): RunState {
  return wasInterrupted(signal) ? "interrupted" : "stopped";
}
