export type { DoneEvent, ErrorEvent, Measurement, RunEvent, SampleEvent, StartEvent } from "./events.ts";
export { errorEvent } from "./failure.ts";
export { checkConfig, ConfigError, readConfig } from "./readConfig.ts";
export { sampleRun, savedConfig, savedParameters } from "./saved.ts";
export { train, type TrainHost, type TrainRequest, type TrainResult } from "./train.ts";
export { version } from "./version.ts";
