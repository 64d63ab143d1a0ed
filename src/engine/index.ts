export { bestBuild, type CoreBuild } from "./core.ts";
export { Engine, type EngineOptions } from "./engine.ts";
export { Executable, type ExecutableOptions, type ShardProgram, shardRows } from "./executable.ts";
export { Network, type NetworkOptions, type Weights } from "./network.ts";
export type { Optimizer, UpdateSettings } from "./optimizer.ts";
export { measurePeak, repeat } from "./peak.ts";
export type { UpdateFigures } from "./tallies.ts";
