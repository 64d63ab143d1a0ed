export { bestBuild, type CoreBuild } from "./core.ts";
export { Engine, type EngineOptions } from "./engine.ts";
export { Executable, type ShardProgram, shardRows } from "./executable.ts";
export { Network, type Optimizer, type UpdateSettings } from "./network.ts";
export { measurePeak, repeat } from "./peak.ts";
