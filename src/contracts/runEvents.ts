// The runner's words, for those who hear of a training without running one.
export type {
  BaselineEvent,
  DoneEvent,
  ErrorEvent,
  GoneFolder,
  Measurement,
  RunEvent,
  SampleEvent,
  SavedAgainEvent,
  SaveTo,
  StartEvent,
  TrainRequest,
  TrainResult,
} from "../runner/index.ts";
