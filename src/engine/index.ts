export { bestBuild, type CoreBuild } from "./core.ts";
export { Engine, type EngineOptions } from "./engine.ts";
export { Executable } from "./executable.ts";
export {
  type ExecutableOptions,
  type ExecutablePlan,
  type LinkedFeed,
  planExecutable,
  type ShardProgram,
  shardRows,
} from "./executablePlan.ts";
export { type Lender, MemoryPlan, type MemoryUse } from "./memoryPlan.ts";
export { Network, type ParameterValues } from "./network.ts";
export { type NetworkOptions, NetworkPlan, type ParameterPlan } from "./networkPlan.ts";
export type { Optimizer, UpdateSettings } from "./optimizer.ts";
export { measurePeak, repeat } from "./peak.ts";
export type { UpdateFigures } from "./updateStatistics.ts";
export { compilationBytes } from "./wide.ts";
